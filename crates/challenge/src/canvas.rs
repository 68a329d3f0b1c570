//! How large pictures are.

use super::difficulty::Difficulty;

/// How large a picture stands on a page, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// What a picture is drawn on.
#[derive(Debug, Clone, Copy)]
pub struct Canvas {
    /// Pixels from left to right.
    pub width: usize,
    /// Pixels from top to bottom.
    pub height: usize,
    /// How hard to read.
    pub difficulty: Difficulty,
}
