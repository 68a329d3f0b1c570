//! How far each point is from the edge of a shape: from that one number follow fill, outline,
//! weight and stripes of a letter.

/// A mask of a shape on a grid, row by row.
pub(super) struct Mask {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) inside: Vec<bool>,
}

/// Signed distance of each cell to the edge, in cells, negative inside.
pub(super) fn signed(mask: &Mask) -> Vec<f32> {
    let outside = squared(mask, true);
    let inside = squared(mask, false);
    // Between the centres of two cells lies the edge, half a cell from each.
    let distance = |(out, within): (&f32, &f32)| {
        if *out > 0.0 { out.sqrt() - 0.5 } else { 0.5 - within.sqrt() }
    };
    outside.iter().zip(&inside).map(distance).collect()
}

/// Squared distance of each cell to the nearest one that is inside (or outside): the two passes of
/// Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled Functions" (2012).
fn squared(mask: &Mask, to_inside: bool) -> Vec<f32> {
    const NONE: f32 = 1e9;
    let (width, height) = (mask.width, mask.height);
    let mut grid: Vec<f32> =
        mask.inside.iter().map(|&inside| if inside == to_inside { 0.0 } else { NONE }).collect();
    let mut line = vec![0.0; width.max(height)];
    let mut pass = Pass::new(width.max(height));
    for x in 0..width {
        for y in 0..height {
            line[y] = grid[y * width + x];
        }
        pass.run(&mut line[..height]);
        for y in 0..height {
            grid[y * width + x] = line[y];
        }
    }
    for row in grid.chunks_exact_mut(width) {
        pass.run(row);
    }
    grid
}

/// One dimension: the lower envelope of the parabolas that stand on the cells.
struct Pass {
    feet: Vec<usize>,
    starts: Vec<f32>,
    values: Vec<f32>,
}

impl Pass {
    fn new(length: usize) -> Self {
        Self { feet: vec![0; length], starts: vec![0.0; length + 1], values: vec![0.0; length] }
    }

    fn run(&mut self, line: &mut [f32]) {
        let count = line.len();
        self.values[..count].copy_from_slice(line);
        let values = &self.values[..count];
        let meet = |left: usize, right: usize| {
            let (l, r) = (left as f32, right as f32);
            ((values[right] + r * r) - (values[left] + l * l)) / (2.0 * (r - l))
        };
        let mut top = 0;
        self.feet[0] = 0;
        self.starts[0] = f32::NEG_INFINITY;
        self.starts[1] = f32::INFINITY;
        for foot in 1..count {
            let mut start = meet(self.feet[top], foot);
            while start <= self.starts[top] {
                top -= 1;
                start = meet(self.feet[top], foot);
            }
            top += 1;
            self.feet[top] = foot;
            self.starts[top] = start;
            self.starts[top + 1] = f32::INFINITY;
        }
        let mut at = 0;
        for (cell, value) in line.iter_mut().enumerate() {
            while self.starts[at + 1] < cell as f32 {
                at += 1;
            }
            let foot = self.feet[at];
            let away = cell as f32 - foot as f32;
            *value = away * away + values[foot];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_a_search_through_all_cells() {
        let (width, height) = (23, 17);
        let inside: Vec<bool> = (0..width * height)
            .map(|n| {
                let (x, y) = ((n % width) as i32, (n / width) as i32);
                (x - 9).pow(2) + (y - 7).pow(2) < 20 || (x > 15 && (3..6).contains(&y))
            })
            .collect();
        let mask = Mask { width, height, inside };
        let nearest = |n: usize| {
            let (x, y) = ((n % width) as f32, (n / width) as f32);
            (0..width * height)
                .filter(|&m| mask.inside[m] != mask.inside[n])
                .map(|m| ((m % width) as f32 - x).hypot((m / width) as f32 - y))
                .fold(f32::MAX, f32::min)
        };
        for (n, &distance) in signed(&mask).iter().enumerate() {
            let expected = (nearest(n) - 0.5) * if mask.inside[n] { -1.0 } else { 1.0 };
            assert!((distance - expected).abs() < 0.01, "{n}");
        }
    }
}
