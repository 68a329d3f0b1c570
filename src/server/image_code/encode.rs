//! From pixels to the bytes of a file.

use image::{
    ExtendedColorType, GrayImage, ImageEncoder, ImageError,
    codecs::{jpeg::JpegEncoder, png, webp::WebPEncoder},
};

/// The file format of every picture, a setting of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ImageFormat {
    /// Lossless and small for two tones; the default.
    Png,
    /// For front ends that ask for `image/jpeg`.
    Jpeg,
    /// Lossless WebP.
    Webp,
}

impl ImageFormat {
    /// The media type of the answer.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }

    /// # Errors
    /// When the encoder fails, which it does only for sizes that the format can't hold.
    pub(super) fn encode(self, picture: &GrayImage) -> Result<Vec<u8>, ImageError> {
        let mut bytes = Vec::new();
        let (width, height) = picture.dimensions();
        let pixels = picture.as_raw();
        match self {
            Self::Png => png::PngEncoder::new_with_quality(
                &mut bytes,
                png::CompressionType::Default,
                png::FilterType::NoFilter,
            )
            .write_image(pixels, width, height, ExtendedColorType::L8)?,
            Self::Jpeg => JpegEncoder::new_with_quality(&mut bytes, 75).write_image(
                pixels,
                width,
                height,
                ExtendedColorType::L8,
            )?,
            Self::Webp => WebPEncoder::new_lossless(&mut bytes).write_image(
                pixels,
                width,
                height,
                ExtendedColorType::L8,
            )?,
        }
        Ok(bytes)
    }
}
