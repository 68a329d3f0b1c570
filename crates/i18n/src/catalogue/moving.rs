//! The texts of pictures that move.

/// What is said beside a picture that moves.
#[derive(Debug)]
pub struct MovingTexts {
    /// The button that stops it.
    pub pause: &'static str,
    /// The same while it is stopped.
    pub resume: &'static str,
    /// Where there are no scripts: what hides the picture and shows it again.
    pub hide: &'static str,
}
