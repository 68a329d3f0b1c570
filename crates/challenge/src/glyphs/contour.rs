//! From a field of distances to the lines along which it has one value.

use std::collections::HashMap;

/// Closed lines around a shape and around its holes.
#[derive(Default)]
pub(crate) struct Contours {
    /// The corners of all lines, in cells from the middle of the field: how far across, and down. One
    /// line comes after the other, each with its first corner once more at its end.
    pub(crate) across: Vec<f32>,
    pub(crate) down: Vec<f32>,
    /// Where each line ends among the corners.
    pub(crate) ends: Vec<usize>,
}

/// How far a straight line may be from what it stands for, in cells: a third of a pixel.
const TOLERANCE: f32 = 0.4;
/// The longest straight line, in cells. Longer ones would not follow the bends of the picture.
const LONGEST: f32 = 400.0;

/// Where the line crosses the grid, between a cell and the one to its right or below it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Crossing {
    cell: usize,
    below: bool,
}

/// The lines around all cells with less than `level`, none of which may lie at the border: marching
/// squares (Lorensen and Cline 1987, in two dimensions), then as few corners as stay close.
pub(super) fn contours(field: &[u8], width: usize, level: f32) -> Contours {
    let height = field.len() / width;
    let inside: Vec<bool> = field.iter().map(|&at| f32::from(at) < level).collect();
    let mut next = HashMap::new();
    let mut starts = Vec::new();
    for y in 0..height.saturating_sub(1) {
        for x in 0..width - 1 {
            let cell = y * width + x;
            let corners =
                [cell, cell + 1, cell + 1 + width, cell + width].map(|corner| inside[corner]);
            if corners == [corners[0]; 4] {
                continue;
            }
            let sides = [
                Crossing { cell, below: false },
                Crossing { cell: cell + 1, below: true },
                Crossing { cell: cell + width, below: false },
                Crossing { cell, below: true },
            ];
            // On a walk around the four corners the line starts where the walk leaves the inside, and
            // ends where it next comes back to it.
            for from in 0..4 {
                if corners[from] && !corners[(from + 1) % 4] {
                    let to = (1..4)
                        .map(|step| (from + step) % 4)
                        .find(|&side| !corners[side] && corners[(side + 1) % 4]);
                    if let Some(to) = to {
                        next.insert(sides[from], sides[to]);
                        starts.push(sides[from]);
                    }
                }
            }
        }
    }
    let middle = (width as f32 / 2.0, height as f32 / 2.0);
    let point = |Crossing { cell, below }: Crossing| {
        let (x, y) = ((cell % width) as f32 + 0.5, (cell / width) as f32 + 0.5);
        let other = if below { cell + width } else { cell + 1 };
        let (here, there) = (f32::from(field[cell]), f32::from(field[other]));
        let along = ((level - here) / (there - here)).clamp(0.0, 1.0);
        let (x, y) = if below { (x, y + along) } else { (x + along, y) };
        (x - middle.0, y - middle.1)
    };
    let mut all = Contours::default();
    for start in starts {
        let mut line = Vec::new();
        let mut at = start;
        while let Some(to) = next.remove(&at) {
            line.push(point(at));
            at = to;
        }
        if line.len() > 2 {
            straighten(&line, &mut all);
            all.ends.push(all.across.len());
        }
    }
    all
}

/// Keeps as few points of a closed line as stay close to it.
fn straighten(line: &[(f32, f32)], kept: &mut Contours) {
    let mut from = 0;
    let mut keep = |(x, y)| {
        kept.across.push(x);
        kept.down.push(y);
    };
    keep(line[0]);
    for to in 2..=line.len() {
        let (start, end) = (line[from], line[to % line.len()]);
        let (dx, dy) = (end.0 - start.0, end.1 - start.1);
        // Not `hypot`, which systems round as they like.
        let length = (dx * dx + dy * dy).sqrt();
        let off = |point: &(f32, f32)| {
            let cross = dx * (point.1 - start.1) - dy * (point.0 - start.0);
            cross.abs() > TOLERANCE * length.max(0.01)
        };
        if length > LONGEST || line[from + 1..to].iter().any(off) {
            from = to - 1;
            keep(line[from]);
        }
    }
    keep(line[0]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_has_two_lines_and_they_follow_its_circles() {
        let (width, height) = (90, 80);
        let distance = |n: usize| {
            let (x, y) = ((n % width) as f32 + 0.5, (n / width) as f32 + 0.5);
            ((x - 45.0).hypot(y - 40.0) - 22.0).abs() - 8.0
        };
        let field: Vec<u8> =
            (0..width * height).map(|n| (128.0 + 8.0 * distance(n)) as u8).collect();
        for (weight, circles) in [(0.0, [14.0, 30.0]), (3.0, [11.0, 33.0]), (-5.0, [19.0, 25.0])] {
            let Contours { across, down, ends } = contours(&field, width, 128.0 + 8.0 * weight);
            assert_eq!(ends.len(), 2, "{weight}");
            assert!(across.len() < 82, "{weight}: {}", across.len());
            for (x, y) in across.iter().zip(down) {
                let away = x.hypot(y);
                let near = |circle: &f32| (away - circle).abs() < 0.3;
                assert!(circles.iter().any(near), "{weight}: {away}");
            }
        }
    }

    #[test]
    fn cells_that_touch_at_a_corner_share_one_line() {
        let field = [9, 9, 9, 9, 9, 1, 9, 9, 9, 9, 1, 9, 9, 9, 9, 9];
        let Contours { across, down, ends } = contours(&field, 4, 5.0);
        assert_eq!(ends, [across.len()]);
        assert!(across.len() > 4);
        assert_eq!((across[0], down[0]), (across[ends[0] - 1], down[ends[0] - 1]));
    }
}
