//! Picture codes: the text, and the picture of it.
//!
//! Pure: what comes out depends on the arguments alone. The caller brings the random source and
//! keeps the work off the async threads.

mod encode;
mod glyphs;
mod render;
mod text;

pub use encode::ImageFormat;
pub use render::draw;
pub use text::{ImageText, LENGTHS};
