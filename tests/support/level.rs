//! How hard a picture is, found out by drawing it again.

use menshen::{model::ImageCodeId, server::keys::Keys};
use menshen_challenge::{CodeSpec, Difficulty, Solution, Style};

use super::menshen::SECRET;

/// The level at which a server of the tests has drawn these characters.
pub fn level(id: ImageCodeId, text: &str, picture: &[u8]) -> Difficulty {
    let solution = Solution::stored(text.to_owned());
    let seed = Keys::new(SECRET.as_bytes()).picture_seed(&id, &solution);
    let is_of = |&difficulty: &Difficulty| {
        let style = Style { difficulty, ..Style::default() };
        let drawn = menshen_challenge::draw(&solution, &CodeSpec::default(), seed, &style);
        drawn.unwrap().bytes == picture
    };
    let levels = [Difficulty::Easy, Difficulty::Normal, Difficulty::Hard];
    levels.into_iter().find(is_of).expect("a picture of some level")
}
