//! What the first picture of a page asks for.
//!
//! Where that differs from picture to picture it is issued with the page: then plain forms can be laid out for it, and
//! a browser with scripts need not ask before it shows it.

use std::net::IpAddr;

use menshen_challenge::AnswerInput;

use super::site::Site;
use crate::model::{FirstChallenge, FormState, ImageCodeId};

/// That of a page in this state; `None` where all pictures are answered alike, and where none can be had: then the page
/// shows one of characters.
pub(crate) async fn of(site: &Site, client: IpAddr, state: &FormState) -> Option<FirstChallenge> {
    let is_needed =
        site.pictures.is_told && !state.by_characters && state.shown_step().takes_picture();
    if !is_needed {
        return None;
    }
    let id = state.picture.unwrap_or_else(ImageCodeId::random);
    let kind = site.gate.describe(id, client, false).await.ok()?.kind;
    let input_mode = match kind.presentation().input {
        // There is nothing to be seen.
        AnswerInput::None => return None,
        AnswerInput::Digits | AnswerInput::Offset => "numeric",
        _ => "text",
    };
    Some(FirstChallenge { id, kind: kind.name(), input_mode })
}

#[cfg(test)]
mod tests {
    use menshen_challenge::{Answer, CodeSpec, HEIGHTS, KINDS, Size};
    use rand::{SeedableRng, rngs::StdRng};

    use crate::model::places;

    #[test]
    fn every_thing_that_is_to_be_clicked_has_one_button_of_the_page_over_it() {
        let click = KINDS.iter().find(|kind| kind.name() == "click").unwrap();
        let spec = CodeSpec::default();
        for seed in 0..100 {
            let solution = click.generate(&spec, &mut StdRng::seed_from_u64(seed));
            let things: Vec<&str> = solution.answer("click").split(' ').collect();
            for height in [*HEIGHTS.start(), 200, *HEIGHTS.end()] {
                let Size { width, .. } = click.size(height);
                // What comes in place of the first thing, the others being right.
                let judged = |place: &str| {
                    let scaled = |thing: &&str| {
                        let (x, y) = thing.split_once(',').unwrap();
                        let [x, y] = [x, y].map(|n| n.parse::<u32>().unwrap());
                        format!("{},{}", (x * width).div_ceil(210), (y * height).div_ceil(200))
                    };
                    let others: Vec<String> = things[1..].iter().map(scaled).collect();
                    let answer = Answer::parse(&format!("{place} {}", others.join(" "))).unwrap();
                    click.judge(&solution, &answer, click.size(height))
                };
                let right = places(width, height).filter(|place| judged(&place.answer)).count();
                assert_eq!(right, 1, "{seed} {height}");
            }
        }
    }
}
