//! What the first picture of a page asks for.
//!
//! Where that differs from picture to picture it is issued with the page: then plain forms can be laid out for it, and
//! a browser with scripts need not ask before it shows it. Where work may be asked for it is issued as well, so that a
//! browser begins while the person types.

use std::net::IpAddr;

use super::{gate::Described, site::Site};
use crate::model::{FirstChallenge, FormState, ImageCodeId};

/// That of a page in this state; `None` where all pictures are answered alike and no work is asked for, and where none
/// can be had: then the page shows one of characters.
pub(crate) async fn of(site: &Site, client: IpAddr, state: &FormState) -> Option<FirstChallenge> {
    let is_worth_it = site.pictures.is_told || site.gate.may_ask_for_work();
    if !is_worth_it || state.by_characters || !state.shown_step().takes_picture() {
        return None;
    }
    let id = state.picture.unwrap_or_else(ImageCodeId::random);
    let Described { kind, media_type, work, .. } =
        site.gate.describe(id, client, false).await.ok()?;
    if !site.pictures.is_told && work.is_none() {
        return None;
    }
    let input_mode = kind.presentation().input.input_mode();
    let (has_picture, moves) = (media_type.is_some(), kind.moves());
    let (kind, work) = (kind.name(), work.map(|work| work.written()));
    Some(FirstChallenge { id, kind, has_picture, moves, input_mode, work })
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
