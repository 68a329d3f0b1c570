//! How hard a picture is.

/// How hard a picture is, for people and for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum Difficulty {
    /// Quick to read: upright letters over the largest soft pieces
    Easy,
    /// Letters lean a little, over large soft pieces
    #[default]
    Normal,
    /// For the time of an attack: letters that lean far and lie on one another; people need longer
    Hard,
}
