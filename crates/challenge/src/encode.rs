//! From levels of a few tones to the bytes of a file.

use image::{
    ExtendedColorType, ImageEncoder,
    codecs::{jpeg::JpegEncoder, webp::WebPEncoder},
};

use super::{bitmap::Levels, deflate::Rows};

/// A picture of at most sixteen colours, yet to be encoded.
pub struct Picture {
    /// Each pixel's place on the palette.
    pub(super) levels: Levels,
    pub(super) width: usize,
    pub(super) height: usize,
    /// Red, green, blue and how opaque.
    pub(super) palette: [[u8; 4]; 16],
}

/// What a kind of challenge draws.
pub enum Drawing {
    /// A picture, yet to be encoded in the format of the settings.
    Picture(Picture),
    /// A file, whatever format the settings say.
    File(MediaFile),
    /// There is nothing to be seen.
    Nothing,
}

/// A picture as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaFile {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub media_type: &'static str,
}

/// There is no picture, or the encoder failed; it does so only for sizes that the format can't hold.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// This kind has no picture.
    #[error("this kind of challenge has no picture")]
    NoPicture,
    /// As PNG.
    #[error(transparent)]
    Png(#[from] png::EncodingError),
    /// As JPEG or WebP.
    #[error(transparent)]
    Image(#[from] image::ImageError),
}

/// The file format of every picture that does not move, a setting of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum ImageFormat {
    /// Lossless, sixteen colours; the default.
    Png,
    /// For front ends that ask for `image/jpeg`; several times the size, and the corners are square.
    Jpeg,
    /// Lossless WebP.
    Webp,
}

impl ImageFormat {
    /// The media type of its files.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }

    pub(super) fn file(self, picture: &Picture) -> Result<MediaFile, EncodeError> {
        Ok(MediaFile { bytes: self.encode(picture)?, media_type: self.content_type() })
    }

    fn encode(self, picture: &Picture) -> Result<Vec<u8>, EncodeError> {
        let (width, height) = (picture.width as u32, picture.height as u32);
        let mut bytes = Vec::with_capacity(16 * 1024);
        match self {
            Self::Png => {
                let mut encoder = png::Encoder::new(&mut bytes, width, height);
                encoder.set_color(png::ColorType::Indexed);
                encoder.set_depth(png::BitDepth::Four);
                let colours = picture.palette.iter().flat_map(|&[r, g, b, _]| [r, g, b]);
                encoder.set_palette(colours.collect::<Vec<_>>());
                encoder.set_trns(picture.palette.map(|[.., opaque]| opaque).to_vec());
                encoder.write_header()?.write_chunk(png::chunk::IDAT, &picture.compressed())?;
            }
            Self::Jpeg => JpegEncoder::new_with_quality(&mut bytes, 75).write_image(
                &picture.pixels::<3>(),
                width,
                height,
                ExtendedColorType::Rgb8,
            )?,
            Self::Webp => WebPEncoder::new_lossless(&mut bytes).write_image(
                &picture.pixels::<4>(),
                width,
                height,
                ExtendedColorType::Rgba8,
            )?,
        }
        Ok(bytes)
    }
}

impl Picture {
    /// All rows as PNG has them, each as what differs from the row above (its filter `Up`).
    fn compressed(&self) -> Vec<u8> {
        const UP: u8 = 2;
        let first = vec![0; self.levels.row_words];
        let rows = || self.levels.words.chunks_exact(self.levels.row_words);
        let mut differences = first.clone();
        let mut compressed = Rows::new();
        for (row, above) in rows().zip(std::iter::once(first.as_slice()).chain(rows())) {
            for (difference, (&row, &above)) in differences.iter_mut().zip(row.iter().zip(above)) {
                *difference = subtract(row, above);
            }
            compressed.row(UP, &differences, self.width.div_ceil(2));
        }
        compressed.finish()
    }

    /// The parts of all pixels' colours.
    fn pixels<const PARTS: usize>(&self) -> Vec<u8> {
        let places = (0..self.height).flat_map(|y| (0..self.width).map(move |x| (x, y)));
        let colour = |(x, y)| self.palette[usize::from(self.levels.get(x, y))];
        places.flat_map(|place| colour(place).into_iter().take(PARTS)).collect()
    }
}

/// Each of eight bytes less that of the other word.
fn subtract(word: u64, other: u64) -> u64 {
    const HIGHEST: u64 = 0x8080_8080_8080_8080;
    ((word | HIGHEST) - (other & !HIGHEST)) ^ ((word ^ !other) & HIGHEST)
}
