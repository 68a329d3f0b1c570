use std::io::Cursor;

use rand::{SeedableRng, seq::IndexedRandom};

use super::{dots::moving, *};
use crate::{
    Style,
    animation::{COLUMNS, FRAMES, ROWS},
    charset::DEFAULT_CHARSET,
    draw,
};

const DIFFICULTIES: [Difficulty; 3] = [Difficulty::Easy, Difficulty::Normal, Difficulty::Hard];

fn file(difficulty: Difficulty, seed: u8) -> Vec<u8> {
    let kind = *crate::KINDS.iter().find(|kind| kind.name() == NAME).unwrap();
    let spec = CodeSpec::default();
    let solution = kind.generate(&spec, &mut StdRng::from_seed([seed; 32]));
    draw(&solution, &spec, [seed; 32], &Style { difficulty, kind, ..Style::default() })
        .unwrap()
        .bytes
}

/// What a browser shows: for each frame whether there is a dot, row by row.
fn frames(bytes: &[u8]) -> Vec<Vec<bool>> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let control = *reader.info().animation_control().unwrap();
    assert_eq!((control.num_frames as usize, control.num_plays), (FRAMES, 0));
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let mut darkest = u8::MAX;
    let frames: Vec<Vec<u8>> = (0..FRAMES)
        .map(|_| {
            let frame = reader.next_frame(&mut pixels).unwrap();
            assert_eq!((frame.width, frame.height), (2 * COLUMNS as u32, 2 * ROWS as u32));
            let every_other = pixels.chunks_exact(2 * frame.line_size).flat_map(|rows| {
                let row: Vec<u8> =
                    rows[..frame.line_size].chunks_exact(6).map(|of| of[0]).collect();
                row
            });
            let reds: Vec<u8> = every_other.collect();
            darkest = reds.iter().copied().fold(darkest, u8::min);
            reds
        })
        .collect();
    frames.into_iter().map(|reds| reds.into_iter().map(|red| red == darkest).collect()).collect()
}

/// A scene with one letter everywhere would have the same dots: of many pictures, what all cells of letters have in
/// common and all others have.
struct Counts {
    inside: [f64; 4],
    outside: [f64; 4],
}

#[test]
fn no_frame_and_no_sum_mean_or_difference_of_frames_tells_letters_from_what_is_around_them() {
    // Of each cell: a dot in the first frame, in how many frames, in any, and how often it comes or goes.
    let of_cell = |frames: &[Vec<bool>], cell: usize| {
        let shown: Vec<bool> = frames.iter().map(|frame| frame[cell]).collect();
        let count = shown.iter().filter(|&&dot| dot).count();
        let changes = (0..FRAMES).filter(|&n| shown[n] != shown[(n + 1) % FRAMES]).count();
        [usize::from(shown[0]), count, usize::from(count > 0), changes].map(|n| n as f64)
    };
    let params = MotionParams::of(Difficulty::Normal);
    let (mut counts, mut cells) = (Counts { inside: [0.0; 4], outside: [0.0; 4] }, [0.0; 2]);
    for seed in 0..60 {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut animation = Animation::new([255; 3], [0; 3]);
        let scene = Scene::pick("AEHM", &params, &mut rng);
        dots::draw(&scene, &params, &mut animation, &mut rng);
        let frames = frames(&animation.encode().unwrap());
        for cell in 0..COLUMNS * ROWS {
            let is_inside = scene.is_against(cell % COLUMNS, cell / COLUMNS);
            let sums = if is_inside { &mut counts.inside } else { &mut counts.outside };
            cells[usize::from(is_inside)] += 1.0;
            sums.iter_mut().zip(of_cell(&frames, cell)).for_each(|(sum, of)| *sum += of);
        }
    }
    for (inside, outside) in counts.inside.into_iter().zip(counts.outside) {
        let (inside, outside) = (inside / cells[1], outside / cells[0]);
        // Chance alone makes a difference of some 0.005 in what is counted once.
        assert!((inside / outside - 1.0).abs() < 0.012, "{inside} {outside}");
    }
}

#[test]
fn who_follows_every_dot_sees_all_letters() {
    for (difficulty, seed) in DIFFICULTIES.into_iter().flat_map(|of| (0..20).map(move |n| (of, n)))
    {
        let params = MotionParams::of(difficulty);
        let mut rng = StdRng::seed_from_u64(seed);
        let charset = DEFAULT_CHARSET.as_bytes();
        let code: String =
            (0..LENGTH).map(|_| char::from(*charset.choose(&mut rng).unwrap())).collect();
        let scene = Scene::pick(&code, &params, &mut rng);
        // Which way the dots go that are seen around a cell.
        let mut votes = vec![0_i32; COLUMNS * ROWS];
        for dot in moving(&scene, &params, &mut rng) {
            for (_, x, y) in dot.seen(&scene, params.life) {
                votes[y * COLUMNS + x] += if dot.is_against { 1 } else { -1 };
            }
        }
        let around = |x: usize, y: usize| {
            let near = |at: usize, most: usize| at.saturating_sub(1)..(at + 2).min(most);
            let cells = near(y, ROWS).flat_map(|y| near(x, COLUMNS).map(move |x| (x, y)));
            cells.map(|(x, y)| votes[y * COLUMNS + x]).sum::<i32>()
        };
        let cells = (0..ROWS).flat_map(|y| (0..COLUMNS).map(move |x| (x, y)));
        let seen = cells.filter(|&(x, y)| (around(x, y) > 0) == scene.is_against(x, y)).count();
        let share = seen as f64 / (COLUMNS * ROWS) as f64;
        assert!(share > 0.95, "{difficulty:?} {seed} {code}: {share}");
    }
}

#[test]
fn nothing_flashes_no_part_of_the_picture_gets_lighter_or_darker() {
    // WCAG 2.3.1 counts changes of a tenth in lightness over a fourth of what the eye sees at once; dots of less than a
    // tenth of a degree are left out. Squares of an eighth of the picture's height are far smaller than that fourth.
    const SQUARE: usize = 12;
    for seed in 0..8 {
        let frames = frames(&file(Difficulty::Hard, seed));
        for frame in &frames {
            for (top, left) in
                (0..ROWS / SQUARE).flat_map(|y| (0..COLUMNS / SQUARE).map(move |x| (y, x)))
            {
                let cells = (0..SQUARE * SQUARE).filter(|n| {
                    let (x, y) = (left * SQUARE + n % SQUARE, top * SQUARE + n / SQUARE);
                    frame[y * COLUMNS + x]
                });
                let share = cells.count() as f64 / (SQUARE * SQUARE) as f64;
                assert!((0.05..0.37).contains(&share), "{seed} {top} {left}: {share}");
            }
            let all = frame.iter().filter(|&&dot| dot).count() as f64 / frame.len() as f64;
            assert!((0.18..0.22).contains(&all), "{seed}: {all}");
        }
    }
}

#[test]
fn the_first_frame_follows_the_last_as_any_other_follows_the_one_before() {
    let frames = frames(&file(Difficulty::Normal, 4));
    let moved = |n: usize| {
        let (one, next) = (&frames[n], &frames[(n + 1) % FRAMES]);
        one.iter().zip(next).filter(|(one, next)| one != next).count()
    };
    let changes: Vec<usize> = (0..FRAMES).map(moved).collect();
    let (least, most) = (changes.iter().min().unwrap(), changes.iter().max().unwrap());
    assert!(*most < least + least / 8, "{changes:?}");
}

#[test]
fn a_file_has_at_most_fourteen_kilobytes_and_the_same_bytes_again() {
    for (difficulty, seed) in DIFFICULTIES.into_iter().flat_map(|of| (0..60).map(move |n| (of, n)))
    {
        let bytes = file(difficulty, seed);
        assert!(bytes.len() <= 14 * 1024, "{}", bytes.len());
        assert!(bytes == file(difficulty, seed));
    }
}

#[test]
fn four_characters_are_asked_for_and_stored_behind_the_kinds_name() {
    let spec = CodeSpec::default();
    assert!(Motion.odds(&spec) >= 100_000);
    let solution = Motion.generate(&spec, &mut StdRng::seed_from_u64(1));
    let code = solution.as_str().strip_prefix("motion ").unwrap();
    assert_eq!(code.len(), LENGTH);
    assert_eq!(Motion.spoken(&solution).as_deref(), Some(code));
    let fault = Motion.check(&spec, &Answer::parse("ACD").unwrap());
    assert_eq!(fault, Err(Impossible::Length { least: LENGTH, most: LENGTH }));
    assert!(!Motion.could_make(&spec, &Solution::stored(code.to_owned())));
}
