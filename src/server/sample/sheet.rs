//! Contact sheets: pictures beside one another, without their texts. A sheet of moving pictures moves.

use std::{collections::HashMap, io::Cursor};

use clap::ValueEnum;
use image::{
    AnimationDecoder, Delay, DynamicImage, Frame, Frames, ImageResult, Rgba, RgbaImage,
    codecs::png::PngDecoder, imageops,
};
use menshen_challenge::EncodeError;

use super::SampleError;

/// Pictures side by side.
const COLUMNS: u32 = 6;
/// Pictures on a sheet: more are not looked at, and the sheet is made in memory.
pub(super) const MOST: usize = 600;
/// Moving ones: each of their frames is a sheet.
const MOST_MOVING: usize = 24;
/// Pixels between pictures.
const GAP: u32 = 8;
/// How often a sheet shows its frames, for less than the five seconds after which what moves has to have a
/// button that stops it (WCAG 2.2.2).
const PLAYS: u32 = 5;

/// What pictures lie on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Ground {
    /// A grey that favours none
    Grey,
    /// The page, once by day and once by night
    Pages,
}

impl Ground {
    /// The colours, each of which all pictures are laid on. Those of the page are `--card` in `style/colours.css`.
    fn colours(self) -> &'static [[u8; 3]] {
        match self {
            Self::Grey => &[[150; 3]],
            Self::Pages => &[[0xff; 3], [0x1f, 0x21, 0x24]],
        }
    }
}

/// A single one of a picture that does not move.
fn frames(picture: &[u8]) -> ImageResult<Frames<'_>> {
    let decoder = PngDecoder::new(Cursor::new(picture))?;
    if decoder.is_apng()? {
        return Ok(decoder.apng()?.into_frames());
    }
    let still = Frame::new(DynamicImage::from_decoder(decoder)?.into_rgba8());
    Ok(Frames::new(Box::new([Ok(still)].into_iter())))
}

/// The file of a sheet of these pictures, which are PNG files of one size.
pub(super) fn file(pictures: &[Vec<u8>], ground: Ground) -> Result<Vec<u8>, SampleError> {
    let Some(first) = pictures.first() else { return Ok(Vec::new()) };
    let first = frames(first)?.collect_frames()?;
    let delays: Vec<Delay> = first.iter().map(Frame::delay).collect();
    let most = if delays.len() > 1 { MOST_MOVING } else { MOST };
    let pictures = &pictures[..pictures.len().min(most)];
    let Some(size) = first.first().map(|frame| frame.buffer().dimensions()) else {
        return Ok(Vec::new());
    };
    Ok(encoded(&sheets(pictures, ground, delays.len(), size)?, &delays)?)
}

fn encoded(sheets: &[RgbaImage], delays: &[Delay]) -> Result<Vec<u8>, EncodeError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, sheets[0].width(), sheets[0].height());
    encoder.set_compression(png::Compression::High);
    if sheets.len() > 1 {
        let (shown, of) = delays[0].numer_denom_ms();
        encoder.set_animated(sheets.len() as u32, PLAYS)?;
        encoder.set_frame_delay(shown as u16, (1000 * of) as u16)?;
    }
    let pixels = match indexed(sheets) {
        Some((palette, places)) => {
            encoder.set_color(png::ColorType::Indexed);
            encoder.set_palette(palette);
            encoder.set_filter(png::Filter::NoFilter);
            places
        }
        None => {
            encoder.set_color(png::ColorType::Rgb);
            let parts = |pixel: &Rgba<u8>| [pixel[0], pixel[1], pixel[2]];
            sheets.iter().map(|sheet| sheet.pixels().flat_map(parts).collect()).collect()
        }
    };
    let mut writer = encoder.write_header()?;
    pixels.iter().try_for_each(|pixels| writer.write_image_data(pixels))?;
    writer.finish()?;
    Ok(bytes)
}

/// For each frame all pictures of this size, row by row, once on each colour of the ground.
fn sheets(
    pictures: &[Vec<u8>],
    ground: Ground,
    moments: usize,
    (width, height): (u32, u32),
) -> ImageResult<Vec<RgbaImage>> {
    let colours = ground.colours();
    let (width, height) = (width + GAP, height + GAP);
    let columns = (pictures.len() as u32).min(COLUMNS);
    let down = (pictures.len() as u32).div_ceil(COLUMNS) * height + GAP;
    let mut sheets = vec![ground_of(columns * width + GAP, down, colours); moments];
    for (place, picture) in (0..).zip(pictures) {
        let (x, y) = (place % COLUMNS * width + GAP, place / COLUMNS * height + GAP);
        for (sheet, frame) in sheets.iter_mut().zip(frames(picture)?) {
            let picture = frame?.into_buffer();
            for block in 0..colours.len() as u32 {
                imageops::overlay(sheet, &picture, x.into(), (block * down + y).into());
            }
        }
    }
    Ok(sheets)
}

/// Blocks of these colours, one below the other.
fn ground_of(across: u32, down: u32, colours: &[[u8; 3]]) -> RgbaImage {
    RgbaImage::from_fn(across, down * colours.len() as u32, |_, y| {
        let [r, g, b] = colours[(y / down) as usize];
        Rgba([r, g, b, 255])
    })
}

/// A palette and each pixel's place on it, where there are no more colours than it holds.
fn indexed(sheets: &[RgbaImage]) -> Option<(Vec<u8>, Vec<Vec<u8>>)> {
    let mut places = HashMap::new();
    let mut palette = Vec::new();
    let mut place = |&Rgba([r, g, b, _]): &Rgba<u8>| {
        let next = u8::try_from(places.len()).ok();
        let place = places.entry([r, g, b]).or_insert_with(|| {
            palette.extend([r, g, b]);
            next
        });
        *place
    };
    let pixels = sheets.iter().map(|sheet| sheet.pixels().map(&mut place).collect());
    let pixels: Option<Vec<Vec<u8>>> = pixels.collect();
    pixels.map(|pixels| (palette, pixels))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grounds_of_day_and_night_are_those_that_pictures_lie_on_in_a_page() {
        let colours = include_str!("../../../style/colours.css");
        let [day, night] = Ground::Pages.colours() else { panic!("two colours") };
        let hex = |[r, g, b]: &[u8; 3]| format!("#{r:02x}{g:02x}{b:02x}");
        let card = format!("--card: light-dark({}, {});", hex(day), hex(night));
        assert!(colours.contains(&card), "{card}");
    }

    #[test]
    fn more_colours_than_a_palette_holds_are_written_as_they_are() {
        let sheet = |colours: u32| {
            RgbaImage::from_fn(colours, 2, |x, _| Rgba([x as u8, (x >> 8) as u8, 7, 255]))
        };
        for (colours, is_indexed) in [(256, true), (257, false)] {
            let sheet = sheet(colours);
            assert_eq!(indexed(std::slice::from_ref(&sheet)).is_some(), is_indexed);
            let file = encoded(std::slice::from_ref(&sheet), &[]).unwrap();
            assert_eq!(image::load_from_memory(&file).unwrap().into_rgba8(), sheet, "{colours}");
        }
    }
}
