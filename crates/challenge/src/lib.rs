//! Picture codes: the text, the picture of it, and the sound of it.
//!
//! [`Recipe`] makes a text, [`draw`] the bytes of a picture of it, [`speak`] those of a sound, and
//! [`Answer`] reads what was typed, and [`ImageText::matches`] judges it.
//!
//! Pure: no I/O, no clock, and no random source but the one that is passed in. The same arguments
//! give the same bytes on every machine, so that servers that share a secret answer alike, and a
//! picture need not be kept.
//!
//! ```
//! use menshen_challenge::{Answer, Recipe, Style, draw};
//! use rand::{SeedableRng, rngs::StdRng};
//!
//! // A server seeds this from the system. Whoever knows the seed knows the text.
//! let text = Recipe::default().text(&mut StdRng::from_seed([7; 32]));
//! let png = draw(&text, [8; 32], &Style::default())?;
//! assert!(png.starts_with(b"\x89PNG"));
//! let typed = format!(" {} ", text.as_str().to_lowercase());
//! assert!(Answer::parse(&typed).is_some_and(|answer| text.matches(&answer)));
//! # Ok::<(), menshen_challenge::EncodeError>(())
//! ```
//!
//! A picture takes tens of microseconds and a sound about a millisecond: an async caller decides what it
//! draws where it stands.
//!
//! # Where things are
//! - `text`: codes, their charsets, and how an answer is judged; `words`: what no code has in it.
//! - `answer`: how an answer is read; `possible`: what can't be one, so that it need not be judged.
//! - `render`: from a text and a seed to a picture; `style` has the families of looks.
//! - `letters`, `glyphs`, `shape`, `texture`, `plane`: what a picture is drawn with.
//! - `encode`: the file formats.
//! - `voice`: from a text and a seed to a sound.

#![cfg_attr(not(test), warn(unused_crate_dependencies))]

// What the benches alone measure beside.
#[cfg(feature = "peers")]
use captcha_rs as _;

mod answer;
mod distance;
mod encode;
mod glyphs;
mod letters;
mod plane;
mod possible;
mod render;
mod shape;
mod style;
mod text;
mod texture;
mod voice;
mod wave;
mod words;

pub use answer::Answer;
pub use encode::{EncodeError, ImageFormat};
pub use possible::Impossible;
pub use render::{HEIGHT, HEIGHTS, Size, Style, draw};
pub use style::Level;
pub use text::{Charset, ImageText, Kind, LENGTHS, Recipe};
pub use voice::{SAMPLE_RATE, speak};
