//! Challenges for people: a secret answer, a picture that asks for it, and the sound of it.
//!
//! A [`Kind`] of [`KINDS`] makes a [`Solution`], which is what a server stores. [`draw`] makes the bytes of
//! its picture and [`speak`] those of its sound. [`Answer`] reads what was typed, and the kind judges it.
//!
//! Pure: no I/O, no clock, and no random source but the one that is passed in. The same arguments
//! give the same bytes on every machine, so that servers that share a secret answer alike, and a
//! picture need not be kept.
//!
//! ```
//! use menshen_challenge::{Answer, CodeSpec, Kind, Style, draw};
//! use rand::{SeedableRng, rngs::StdRng};
//!
//! let kind = Kind::default();
//! // A server seeds this from the system. Whoever knows the seed knows the answer.
//! let spec = CodeSpec::default();
//! let solution = kind.generate(&spec, &mut StdRng::from_seed([7; 32]));
//! let style = Style { kind, ..Style::default() };
//! let png = draw(&solution, &spec, [8; 32], &style)?;
//! assert!(png.bytes.starts_with(b"\x89PNG"));
//! let typed = format!(" {} ", solution.as_str().to_lowercase());
//! assert!(Answer::parse(&typed).is_some_and(|answer| kind.judge(&solution, &answer, style.size())));
//! # Ok::<(), menshen_challenge::EncodeError>(())
//! ```
//!
//! A picture takes about a tenth of a millisecond and a sound about one: an async caller decides what it
//! draws where it stands. The first pictures take milliseconds, as each letter is made when it is first
//! drawn; [`warm_up`] draws some that nobody sees.
//!
//! # Where things are
//! - `challenge`: the trait that a kind implements; `kinds`: the registry, and a file or folder for each;
//!   `order`: which comes under which pressure.
//! - `code_spec`, `charset`, `profanity`: codes, what they are made of, and what no code has.
//! - `solution`, `answer`, `impossible`: what is stored, how an answer is read, and what can't be one.
//! - `render`: from a solution and a seed to a picture. Kinds share `badge`: a `ring` of letters, a `marker`
//!   where it begins, a `background` that inverts figure and ground, a `palette`.
//!   Others share a `scene`: things on a background, with a strip beside.
//! - `glyphs`: the letters of every face and pictograms, as outlines. `rasterizer` and `bitmap`: what outlines enclose.
//! - `encode`, `deflate`, `animation`: the file formats.
//! - `voice`: from a solution and a seed to a sound.

#![cfg_attr(not(test), warn(unused_crate_dependencies))]

// What the benches alone measure beside.
#[cfg(feature = "peers")]
use captcha_rs as _;

mod animation;
mod answer;
mod badge;
mod bitmap;
mod canvas;
mod challenge;
mod charset;
mod code_spec;
mod deflate;
mod difficulty;
mod distance;
mod encode;
mod glyphs;
mod impossible;
mod kinds;
mod order;
mod profanity;
mod rasterizer;
mod render;
mod scene;
mod solution;
mod voice;

pub use answer::{Answer, Point};
pub use canvas::{Canvas, Size};
pub use challenge::{AnswerInput, Challenge, Presentation};
pub use charset::Charset;
pub use code_spec::{CodeSpec, LENGTHS};
pub use difficulty::Difficulty;
pub use encode::{Drawing, EncodeError, ImageFormat, MediaFile, Picture};
pub use impossible::Impossible;
pub use kinds::{KINDS, Kind};
pub use order::{KindOrder, OrderError, Rung};
pub use render::{HEIGHT, HEIGHTS, Style, draw, warm_up};
pub use solution::Solution;
pub use voice::{SAMPLE_RATE, speak};
