//! Why an answer can't be right.

/// Why an answer is wrong whatever the picture shows. It follows from the settings, which are no secret,
/// and tells nothing about the one picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Impossible {
    /// No picture has these characters; at most three of those that were typed.
    Characters(String),
    /// Every answer has so many characters.
    Length {
        /// At least.
        least: usize,
        /// At most.
        most: usize,
    },
    /// Every sum has a result from the first to the second.
    Result(u32, u32),
    /// Every answer points at so many places.
    Points(u32),
    /// Every answer is a whole number of pixels.
    Offset,
}
