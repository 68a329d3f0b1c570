//! Sines at equal steps, as rows and columns ask for them: an addition and a multiplication for each.

use libm::{cosf, sinf};

/// `amplitude · sin(phase + n · step)` for n = 0, 1, 2 and so on.
pub(super) struct Wave {
    before: f32,
    here: f32,
    /// 2 cos step: sin((n + 1) step) = 2 cos(step) · sin(n step) − sin((n − 1) step).
    twice: f32,
}

impl Wave {
    pub(super) fn new(amplitude: f32, step: f32, phase: f32) -> Self {
        Self {
            before: amplitude * sinf(phase - step),
            here: amplitude * sinf(phase),
            twice: 2.0 * cosf(step),
        }
    }
}

impl Iterator for Wave {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        let here = self.here;
        (self.before, self.here) = (here, self.twice * here - self.before);
        Some(here)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (usize::MAX, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stays_a_sine_for_as_long_as_a_picture_is_wide() {
        for (step, phase) in [(0.01, 0.3), (0.1, 2.0), (0.3, 6.0)] {
            for (n, value) in Wave::new(3.0, step, phase).take(1200).enumerate() {
                let exact = 3.0 * (f64::from(step) * n as f64 + f64::from(phase)).sin();
                assert!((f64::from(value) - exact).abs() < 0.05, "{step} {n}: {value} {exact}");
            }
        }
    }
}
