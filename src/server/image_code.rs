//! Picture codes: the text, the picture of it, and the sound of it.
//!
//! Pure: what comes out depends on the arguments alone. The caller brings the random source and
//! sees to it that what takes long keeps no async thread.

mod distance;
mod encode;
mod glyphs;
mod letters;
mod plane;
mod render;
mod shape;
mod style;
mod text;
mod texture;
mod voice;
mod wave;

pub use encode::{EncodeError, ImageFormat};
pub use render::{HEIGHT, HEIGHTS, Style, draw};
pub use style::Level;
pub use text::{Charset, ImageText, LENGTHS, Recipe};
pub use voice::{SAMPLE_RATE, speak};
