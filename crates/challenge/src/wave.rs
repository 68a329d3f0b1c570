//! Sines at equal steps, as rows and columns ask for them: an addition and a multiplication for each.

use std::array;

use libm::{cosf, sinf};

/// `amplitude · sin(phase + n · step)` for n = 0, 1, 2 and so on, of several waves at once: each value
/// waits for the one before, so that four waves take no longer than one.
pub(super) struct Waves<const N: usize> {
    before: [f32; N],
    here: [f32; N],
    /// 2 cos step: sin((n + 1) step) = 2 cos(step) · sin(n step) − sin((n − 1) step).
    twice: [f32; N],
}

impl<const N: usize> Waves<N> {
    /// Waves of these amplitudes, steps and phases.
    pub(super) fn new(waves: [(f32, f32, f32); N]) -> Self {
        Self {
            before: waves.map(|(amplitude, step, phase)| amplitude * sinf(phase - step)),
            here: waves.map(|(amplitude, _, phase)| amplitude * sinf(phase)),
            twice: waves.map(|(_, step, _)| 2.0 * cosf(step)),
        }
    }
}

impl<const N: usize> Iterator for Waves<N> {
    type Item = [f32; N];

    fn next(&mut self) -> Option<[f32; N]> {
        let Self { before, here, twice } = *self;
        self.before = here;
        self.here = array::from_fn(|n| twice[n] * here[n] - before[n]);
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
            for (n, [value]) in Waves::new([(3.0, step, phase)]).take(1200).enumerate() {
                let exact = 3.0 * (f64::from(step) * n as f64 + f64::from(phase)).sin();
                assert!((f64::from(value) - exact).abs() < 0.05, "{step} {n}: {value} {exact}");
            }
        }
    }
}
