//! The texts of pictures that are answered by pointing.

use crate::Template;

/// What is said beside a picture that is clicked or slid.
#[derive(Debug)]
pub struct PointingTexts {
    /// A place of the picture, by its row and column: it gives away nothing of what is there.
    pub place: Template<2>,
    /// How many of so many places are clicked.
    pub chosen: Template<2>,
    /// The button that takes back the last click.
    pub undo: &'static str,
    /// The button for a picture with characters, which have a sound.
    pub by_characters: &'static str,
    /// Where there are no scripts: what to type in place of moving the piece.
    pub scale: &'static str,
}
