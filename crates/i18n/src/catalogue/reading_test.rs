//! The texts of the reading test, a page that `menshen sample` writes.

use crate::Template;

/// Every text of the reading test.
#[derive(Debug)]
#[expect(missing_docs, reason = "each name says where its text stands")]
pub struct ReadingTestTexts {
    pub title: &'static str,
    pub lead: &'static str,
    pub keys: &'static str,
    pub start: &'static str,
    /// Which picture of how many.
    pub place: Template<2>,
    /// Alternative text of the picture with this number: a test of reading has no other.
    pub picture: Template<1>,
    pub done: &'static str,
    pub how_hard: &'static str,
    pub easy: &'static str,
    pub hard: &'static str,
    pub guessed: &'static str,
    pub finished: &'static str,
    /// How many were right of how many, and the median time in seconds.
    pub result: Template<3>,
    pub save: &'static str,
    /// Where the browser does not let a page compute hashes.
    pub insecure: &'static str,
}
