//! Frames of dots in two tones, and their file: animated PNG.

mod dot_rows;

use dot_rows::{ROW, compressed};

use super::{badge::Colour, encode::EncodeError};

/// Dots across and down.
pub(super) const COLUMNS: usize = 105;
pub(super) const ROWS: usize = 100;
/// Pixels of a dot, across and down.
const DOT: usize = 2;
/// Dots in a byte.
const IN_BYTE: usize = 8 / DOT;
const _: () = assert!(ROW == COLUMNS.div_ceil(IN_BYTE));
/// How many frames there are, and how long one is shown, in milliseconds.
pub(super) const FRAMES: usize = 11;
const SHOWN: u16 = 80;

/// An endless animation: the first frame follows the last.
pub(super) struct Animation {
    frames: Vec<[[u8; ROW]; ROWS]>,
    paper: Colour,
    ink: Colour,
}

impl Animation {
    /// One without a dot.
    pub(super) fn new(paper: Colour, ink: Colour) -> Self {
        Self { frames: vec![[[0; ROW]; ROWS]; FRAMES], paper, ink }
    }

    /// Sets a dot, or leaves all as it is.
    pub(super) fn set(&mut self, frame: usize, x: usize, y: usize, is_set: bool) {
        self.frames[frame][y][x / IN_BYTE] |=
            (0b1100_0000 >> (DOT * (x % IN_BYTE))) * u8::from(is_set);
    }

    /// The file.
    pub(super) fn encode(&self) -> Result<Vec<u8>, EncodeError> {
        let (width, height) = ((DOT * COLUMNS) as u32, (DOT * ROWS) as u32);
        let mut bytes = Vec::with_capacity(14 * 1024);
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::One);
        encoder.set_palette([self.paper, self.ink].concat());
        let mut writer = encoder.write_header()?;
        // The second number: again and again, without an end.
        writer.write_chunk(png::chunk::acTL, &[(FRAMES as u32).to_be_bytes(), [0; 4]].concat())?;
        let mut numbers = (0_u32..).map(u32::to_be_bytes);
        let mut numbered = |content: &[u8]| {
            let number = numbers.next().unwrap_or_default();
            [&number, content].concat()
        };
        for (n, rows) in self.frames.iter().enumerate() {
            writer.write_chunk(png::chunk::fcTL, &numbered(&control(width, height)))?;
            let rows = compressed(rows);
            // The first is also the picture for who knows of no frames.
            match n {
                0 => writer.write_chunk(png::chunk::IDAT, &rows)?,
                _ => writer.write_chunk(png::chunk::fdAT, &numbered(&rows))?,
            }
        }
        writer.finish()?;
        Ok(bytes)
    }
}

/// What is said of each frame: its size, that it lies at the corner, and its time; it takes the place of the one before.
fn control(width: u32, height: u32) -> Vec<u8> {
    let places = [width, height, 0, 0].map(u32::to_be_bytes).concat();
    let times = [SHOWN, 1000].map(u16::to_be_bytes).concat();
    [places.as_slice(), &times, &[0, 0]].concat()
}
