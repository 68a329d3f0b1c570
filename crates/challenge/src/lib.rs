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
//! A picture takes about a tenth of a millisecond and a sound about one: an async caller decides what it
//! draws where it stands. The first pictures take milliseconds, as each letter is made when it is first
//! drawn.
//!
//! # Where things are
//! - `text`: codes and their charsets; `answer`, `possible`: how an answer is read and judged; `words`: what
//!   no code has.
//! - `render`: from a text and a seed to a picture; `badge` composes it: a `ring` of letters, a `marker` where
//!   it begins, a `background` that inverts figure and ground, a `palette`.
//! - `glyphs`: the letters of every face, as outlines. `rasterizer` and `bitmap`: what outlines enclose.
//! - `encode`, `deflate`: the file formats.
//! - `voice`: from a text and a seed to a sound.

#![cfg_attr(not(test), warn(unused_crate_dependencies))]

// What the benches alone measure beside.
#[cfg(feature = "peers")]
use captcha_rs as _;

mod answer;
mod badge;
mod bitmap;
mod deflate;
mod distance;
mod encode;
mod glyphs;
mod possible;
mod rasterizer;
mod render;
mod text;
mod voice;
mod words;

pub use answer::Answer;
pub use badge::Difficulty;
pub use encode::{EncodeError, ImageFormat};
pub use possible::Impossible;
pub use render::{HEIGHT, HEIGHTS, Size, Style, draw};
pub use text::{Charset, ImageText, Kind, LENGTHS, Recipe};
pub use voice::{SAMPLE_RATE, speak};
