//! From a plane of bits to the bytes of a file.

use std::io::Cursor;

use fdeflate::StoredOnlyCompressor;
use image::{
    ExtendedColorType, ImageEncoder,
    codecs::{jpeg::JpegEncoder, webp::WebPEncoder},
};

use super::plane::Plane;

/// A picture of two tones.
pub(super) struct Picture {
    pub(super) plane: Plane,
    /// Colour of the bits that are not set, as red, green and blue.
    pub(super) paper: [u8; 3],
    /// Colour of the bits that are.
    pub(super) ink: [u8; 3],
}

/// The encoder failed; it does so only for sizes that the format can't hold.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// As PNG.
    #[error(transparent)]
    Png(#[from] png::EncodingError),
    /// As JPEG or WebP.
    #[error(transparent)]
    Image(#[from] image::ImageError),
}

/// The file format of every picture, a setting of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum ImageFormat {
    /// Lossless, one bit for each pixel; the default.
    Png,
    /// For front ends that ask for `image/jpeg`.
    Jpeg,
    /// Lossless WebP.
    Webp,
}

impl ImageFormat {
    /// The media type of the answer.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }

    pub(super) fn encode(self, picture: &Picture) -> Result<Vec<u8>, EncodeError> {
        let mut bytes = Vec::with_capacity(4096);
        let (width, height) = (picture.plane.width() as u32, picture.plane.height() as u32);
        let rgb = ExtendedColorType::Rgb8;
        match self {
            Self::Png => {
                let mut encoder = png::Encoder::new(&mut bytes, width, height);
                encoder.set_color(png::ColorType::Indexed);
                encoder.set_depth(png::BitDepth::One);
                encoder.set_palette([picture.paper, picture.ink].concat());
                encoder.write_header()?.write_chunk(png::chunk::IDAT, &picture.stored()?)?;
            }
            Self::Jpeg => JpegEncoder::new_with_quality(&mut bytes, 75).write_image(
                &picture.pixels(),
                width,
                height,
                rgb,
            )?,
            Self::Webp => WebPEncoder::new_lossless(&mut bytes).write_image(
                &picture.pixels(),
                width,
                height,
                rgb,
            )?,
        }
        Ok(bytes)
    }
}

impl Picture {
    /// All rows as PNG has them, not compressed: one bit for each pixel is small as it is, and
    /// hatching hardly gets smaller.
    fn stored(&self) -> Result<Vec<u8>, png::EncodingError> {
        // A byte for the row's filter, of which there is none, and eight pixels to a byte.
        let row_length = 1 + self.plane.width().div_ceil(8);
        let length = row_length * self.plane.height();
        let mut rows = vec![0; length + 8];
        for y in 0..self.plane.height() {
            let row = &mut rows[y * row_length..];
            row[0] = 0;
            // What of the last word is past the width, the next row writes over.
            for (bytes, word) in row[1..].chunks_exact_mut(8).zip(self.plane.row(y)) {
                bytes.copy_from_slice(&word.to_be_bytes());
            }
        }
        rows.truncate(length);
        // In one piece: the encoder's own way, a row at a time, takes ten times as long.
        let mut stored =
            StoredOnlyCompressor::new(Cursor::new(Vec::with_capacity(rows.len() + 16)))?;
        stored.write_data(&rows)?;
        Ok(stored.finish()?.into_inner())
    }

    /// Red, green and blue of every pixel.
    fn pixels(&self) -> Vec<u8> {
        let (width, height) = (self.plane.width(), self.plane.height());
        let mut pixels = Vec::with_capacity(3 * width * height);
        for y in 0..height {
            let words = self.plane.row(y);
            let bits = words.flat_map(|word| (0..64).map(move |bit| word << bit >> 63 == 1));
            bits.take(width).for_each(|set| {
                pixels.extend_from_slice(if set { &self.ink } else { &self.paper });
            });
        }
        pixels
    }
}
