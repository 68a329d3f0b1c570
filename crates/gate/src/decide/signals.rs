//! What speaks against a message, and how loudly: each a function of counts alone.
//!
//! Each says what it demands by itself. docs/decisions.md has them in a table.

use menshen_model::StepUpLevel::{Challenge, Work};
use menshen_store::{Answered, OF_ONE_NETWORK, Tally};

use super::{facts::Facts, load::Allowance};
use crate::decision::{Reason, Verdict};

/// One thing that speaks against a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Signal {
    pub(crate) reason: Reason,
    pub(crate) demands: Verdict,
}

/// From which load on what is demanded, the least first.
type Ladder = [(f64, Verdict)];

const WORK: Verdict = Verdict::StepUp(Work);
const CHALLENGE: Verdict = Verdict::StepUp(Challenge);

/// All of them, in no order.
pub(crate) const SIGNALS: [fn(&Facts) -> Option<Signal>; 13] = [
    breaker,
    address,
    network,
    system,
    unknown_networks,
    prefix,
    country,
    kept_for_known,
    volume,
    many_countries,
    another_network,
    wrong_answers,
    number_range,
];

/// Those of what many share, which are the same for all who are not known.
pub(crate) const SHARED: [fn(&Facts) -> Option<Signal>; 3] = [unknown_networks, country, volume];

/// The most that a load demands; a load of exactly a limit is within it.
fn climb(reason: Reason, load: f64, ladder: &Ladder) -> Option<Signal> {
    let reached = ladder.iter().filter(|(from, _)| load > *from + 1e-9);
    reached.map(|(_, demands)| Signal { reason, demands: *demands }).next_back()
}

/// An open breaker (`SMS_BREAKER=enforce`). Known networks come through it with a second picture: an attacker who
/// opens it must not close it to people.
fn breaker(facts: &Facts) -> Option<Signal> {
    let demands = if facts.is_known() { CHALLENGE } else { Verdict::Refuse };
    facts.breaker_open.then_some(Signal { reason: Reason::Paused, demands })
}

/// What a scope may leave unanswered in a day without any history, and for what it has: authgear's shares, but
/// half of those that were answered, where it has 0.2. In an ordinary hour of the simulation a third is not.
///
/// Of young messages one in ten counts however well it goes, where the scope waits for their answers at all.
const fn allowance(floor: f64, forgives_young: f64) -> Allowance {
    Allowance { floor, of_best_day: 0.2, of_answered: 0.5, forgives_young }
}

/// Unanswered messages that an address may have in a calm day (authgear: 10), and under pressure: whoever asks
/// for the first message of the day is a person as likely as not.
const CALM: f64 = 10.0;
const PRESSED: f64 = 1.0;
/// The same under great pressure where nobody at the address has answered before: the first message takes a second
/// picture, and there is no other.
const PRESSED_AND_FRESH: f64 = 0.6;
/// Many may share an address, so one with people who answer may leave nearly as many unanswered.
const OF_ANSWERED_AT_ADDRESS: f64 = 0.8;

/// Too few of an address's messages were answered. While much more of the site's are not answered than its own
/// history has, an address has less for nothing: so attackers inside people's networks pay, and people at addresses
/// where somebody has answered before hardly do.
fn address(facts: &Facts) -> Option<Signal> {
    let pressure = pressure(facts);
    let tally = &facts.address;
    let between = |from: f64, to: f64, part: f64| from + (to - from) * part.clamp(0.0, 1.0);
    let fresh = between(PRESSED, PRESSED_AND_FRESH, pressure - 2.0);
    let pressed = if tally.is_known { PRESSED } else { fresh };
    let floor = between(CALM, pressed, pressure - 1.0);
    let allowance = Allowance { of_answered: OF_ANSWERED_AT_ADDRESS, ..allowance(floor, 0.0) };
    // The address's own few are counted as they are: it waits for none of them to be answered.
    let free = allowance.day(tally, tally.best_day);
    let load = f64::from(tally.day.unverified()) / free;
    climb(Reason::AddressUnanswered, load, &[(1.0, WORK), (1.5, CHALLENGE), (2.0, Verdict::Refuse)])
}

/// How many times as many of the site's messages are unanswered as its history allows.
pub(crate) fn pressure(facts: &Facts) -> f64 {
    allowance(20.0, 0.9).load(&facts.site, facts.site.best_day)
}

/// Too few of a network's messages were answered. One that is known is never closed by a count alone, as long as
/// it has not many times what its people answer: each address in it has a small allowance of its own. For a
/// household a /56, for an organization a /48 or a /24 (RFC 6177).
fn network(facts: &Facts) -> Option<Signal> {
    let of = |tally: &Tally| {
        let floor = if tally.is_known { 20.0 } else { 10.0 };
        let load = allowance(floor, 0.0).load(tally, tally.best_day);
        let unknown = [(1.0, WORK), (1.5, CHALLENGE), (2.0, Verdict::Refuse)];
        let known = [(1.5, WORK), (2.5, CHALLENGE), (5.0, Verdict::Refuse)];
        climb(Reason::NetworkUnanswered, load, if tally.is_known { &known } else { &unknown })
    };
    facts.networks.iter().filter_map(of).max_by_key(|signal| signal.demands)
}

/// Too few of an autonomous system's messages were answered. Too wide to refuse by.
fn system(facts: &Facts) -> Option<Signal> {
    let tally = facts.system?;
    let load = allowance(50.0, 0.9).load(&tally, tally.best_day);
    let load = if facts.is_known() { load / 2.0 } else { load };
    climb(Reason::SystemUnanswered, load, &[(1.0, WORK), (2.0, CHALLENGE)])
}

/// All networks of which nobody is known share this, however many they are: less than a fifth of the site's best
/// day, which authgear has for a country. On the day of a launch, when nobody is known, it grows with those who
/// answer. Half of the young count: a burst of machines is over before its answers are due.
///
/// Where they have left more than that unanswered, a lot decides who gets through, with a second picture. Fresh addresses
/// draw among themselves: an attacker has soon used his up, and a stranger's nearly always is one.
fn unknown_networks(facts: &Facts) -> Option<Signal> {
    let tally = facts.unknown?;
    let load = strangers_load(&tally, facts);
    let has_lot =
        is_attack(&tally, &facts.site) || load.max(country_load(facts)) > UNTIL_LOT + 1e-9;
    let is_drawn = !has_lot || is_drawn(&facts.fresh.unwrap_or(tally), facts.luck);
    let is_asked_for_more = has_lot || load > 1.0;
    let reason = Reason::UnknownNetworks;
    if !is_drawn || is_asked_for_more && has_had_its_share(facts) {
        Some(Signal { reason, demands: Verdict::Refuse })
    } else if has_lot {
        Some(Signal { reason, demands: CHALLENGE })
    } else {
        climb(reason, load, &[(1.0, WORK), (7.0 / 6.0, CHALLENGE)])
    }
}

/// Over that load of unknown networks or of a country a lot decides, attack or not: whoever refuses by counts refuses
/// until the day ends.
const UNTIL_LOT: f64 = 4.0 / 3.0;

/// Whether the network has left as many unanswered as count for all that are unknown, before this one, so that no bound
/// holds it any more, and most of what it asked for: on the day of a launch many are under way in each.
fn has_had_its_share(facts: &Facts) -> bool {
    facts.networks.iter().any(|Tally { day, .. }| {
        day.unverified() > OF_ONE_NETWORK && day.unverified() > day.verified
    })
}

/// How much of what unknown networks may leave unanswered is used up.
fn strangers_load(unknown: &Tally, facts: &Facts) -> f64 {
    let allowance = Allowance { of_best_day: 0.15, of_answered: 0.35, ..allowance(10.0, 0.5) };
    allowance.load(unknown, facts.site.best_day)
}

/// Asks of ten minutes that are one person's, who asks with a picture, is asked for more, and has misread one of the two.
const FEW: f64 = 3.0;
/// As many asks within ten minutes are usual as a day has answers, over this: a hundred and forty-fourth of them, two asks
/// for each, and half as many again.
const DAY_TO_ASKS: f64 = 48.0;
/// The same of what was answered in this hour, on a day unlike others: a sixth of it, and likewise.
const HOUR_TO_ASKS: f64 = 4.0;

/// Whether a stranger is drawn where a lot decides. As long as no more are asked for than people in unknown
/// networks ask for, everybody is; of twice as many one in four, of ten times as many one in a hundred. A race for what
/// is left would be won by machines; so each message costs as many solved pictures, and the more are tried, the fewer
/// there are. No more may wait for their answers than are usual, or the first of a burst would all be drawn.
fn is_drawn(unknown: &Tally, luck: f64) -> bool {
    let of_day = f64::from(unknown.day.verified) / DAY_TO_ASKS;
    let usual = FEW.max(of_day).max(f64::from(unknown.hour.verified) / HOUR_TO_ASKS);
    let share = usual / f64::from(unknown.asked.max(1));
    luck <= share * share && f64::from(unknown.young) <= usual
}

/// Messages that it takes to see an attack.
const SAMPLES: u32 = 12;
/// So many more may have been answered: of a dozen people a few may be slow, and an ordinary day is no attack.
const DOUBT: u32 = 2;
/// Where so many times fewer answer than elsewhere, they are no people.
const POOR: f64 = 0.6;
/// The share that answers where nothing is known of others. Half of it is what authgear expects at the least.
const USUAL: f64 = 0.4;

/// Whether of the messages that unknown networks ask for far fewer are answered than of all others: in this hour,
/// however well it went before, or within the day.
fn is_attack(unknown: &Tally, site: &Tally) -> bool {
    let share = |of: Answered, young: u32, doubt: u32| {
        // Half of the young: a burst is seen while it lasts, and people have a minute to answer.
        let judged = of.sent.saturating_sub(young.min(of.unverified()) / 2);
        (judged >= SAMPLES).then(|| f64::from(of.verified + doubt) / f64::from(judged))
    };
    let less = |site: Answered, unknown: Answered| Answered {
        sent: site.sent.saturating_sub(unknown.sent),
        verified: site.verified.saturating_sub(unknown.verified),
    };
    let others_young = site.young.saturating_sub(unknown.young);
    [(unknown.hour, site.hour), (unknown.day, site.day)].into_iter().any(|(unknown_of, site_of)| {
        let others = share(less(site_of, unknown_of), others_young, 0).unwrap_or(USUAL);
        share(unknown_of, unknown.young, DOUBT).is_some_and(|share| share < others * POOR)
    })
}

/// Too few of the messages to a prefix were answered: neighbouring numbers that exist to earn by messages. Twilio's
/// Fraud Guard blocks such a prefix for 12 hours, for everybody.
fn prefix(facts: &Facts) -> Option<Signal> {
    let load = allowance(10.0, 0.0).load(&facts.prefix, facts.prefix.best_day);
    let unknown = [(1.0, WORK), (1.5, CHALLENGE), (2.0, Verdict::Refuse)];
    let known = [(2.0, WORK), (3.0, CHALLENGE)];
    let ladder: &Ladder = if facts.is_known() { &known } else { &unknown };
    climb(Reason::PrefixUnanswered, load, ladder)
}

/// Too few of the messages to a country were answered (authgear; Vonage alerts at 35 % that are). It refuses nobody: past
/// that a lot decides about strangers.
fn country(facts: &Facts) -> Option<Signal> {
    let unknown = [(1.0, WORK), (7.0 / 6.0, CHALLENGE)];
    let known = [(2.0, WORK), (3.0, CHALLENGE)];
    let ladder = if facts.is_known() { known } else { unknown };
    climb(Reason::CountryUnanswered, country_load(facts), &ladder)
}

fn country_load(facts: &Facts) -> f64 {
    allowance(20.0, 0.9).load(&facts.country, facts.country.best_day)
}

/// Limits smaller than this have no part to keep.
const SMALLEST_SHARED: u32 = 20;

/// Messages that an unknown network may leave unanswered in a day as long as nothing of a prefix's hour is used up: as
/// many as it may have at all.
const SHARE_OF_PREFIX: f64 = 20.0;

/// The last quarter of a limit that many share is kept for known networks. Of a prefix's hour, which is small enough for a
/// few addresses to close it, each unknown network has a share besides, and the smaller the more of it is used up.
fn kept_for_known(facts: &Facts) -> Option<Signal> {
    if facts.is_known() || !facts.site.is_settled {
        return None;
    }
    let most = facts.networks.iter().map(|network| network.day.unverified()).max();
    let most = f64::from(most.unwrap_or_default());
    let is_kept = facts.shared.iter().any(|shared| {
        let limit = shared.limit.count;
        let is_hour = shared.limit.window.as_secs() <= 3600;
        let of = if is_hour { shared.tally.hour } else { shared.tally.day };
        let used = if shared.is_given_back { of.unverified() } else { of.sent };
        let left = 1.0 - f64::from(used) / f64::from(limit);
        let is_over_share = shared.is_given_back && is_hour && most > SHARE_OF_PREFIX * left;
        limit >= SMALLEST_SHARED && (used > limit - limit / 4 || is_over_share)
    });
    is_kept.then_some(Signal { reason: Reason::KeptForKnown, demands: Verdict::Refuse })
}

/// How many times the messages of the busiest hour are no cause for alarm, and how many there have to be.
const BUSY: f64 = 3.0;
const MOST_UNREMARKABLE: u32 = 60;

/// Many more messages than in any hour of the fortnight before. Whoever was answered a day ago or longer goes on
/// as ever. An attacker who answers is bounded by this: without an end he fills the limits that all share. A site
/// that becomes popular may grow fivefold from one hour to the next.
fn volume(facts: &Facts) -> Option<Signal> {
    let site = &facts.site;
    let is_settled = facts.networks.iter().any(|network| network.is_settled);
    if is_settled || site.busiest_hour == 0 || site.hour.sent <= MOST_UNREMARKABLE {
        return None;
    }
    let load = f64::from(site.hour.sent) / (BUSY * f64::from(site.busiest_hour));
    let ladder = [(1.0, WORK), (4.0 / 3.0, CHALLENGE), (5.0 / 3.0, Verdict::Refuse)];
    climb(Reason::Volume, load, &ladder)
}

/// Countries that a network may ask messages for without having answered in one (authgear: 3).
const COUNTRIES: u32 = 3;

/// Messages to many countries: people write to one.
fn many_countries(facts: &Facts) -> Option<Signal> {
    let most = facts.networks.iter().map(|network| network.countries).max()?;
    let load = f64::from(most) / f64::from(COUNTRIES);
    let ladder: &Ladder = if facts.is_known() {
        &[(1.0, CHALLENGE)]
    } else {
        &[(1.0, CHALLENGE), (2.0, Verdict::Refuse)]
    };
    climb(Reason::ManyCountries, load, ladder)
}

/// Wrong answers to pictures within ten minutes that are no longer a person's: people get one in twenty wrong.
const WRONG: u32 = 10;

/// Many wrong answers, from a network of which nobody is known. In one that is known they are others' as likely.
fn wrong_answers(facts: &Facts) -> Option<Signal> {
    let speaks = facts.wrong_answers >= WRONG && !facts.is_known();
    speaks.then_some(Signal { reason: Reason::WrongAnswers, demands: WORK })
}

/// A picture that was issued to one network and is answered from another, as where pictures are read for pay elsewhere,
/// or a script takes a new address for each request. People change from Wi-Fi to mobile in between, so it refuses
/// nobody, and speaks under pressure alone.
fn another_network(facts: &Facts) -> Option<Signal> {
    let presses =
        |tally: &Tally| is_attack(tally, &facts.site) || strangers_load(tally, facts) > 1.0;
    let is_pressed = pressure(facts) > 1.0 || facts.unknown.as_ref().is_some_and(presses);
    let demands = if facts.is_known() { WORK } else { CHALLENGE };
    let speaks = facts.is_from_elsewhere && is_pressed;
    speaks.then_some(Signal { reason: Reason::AnotherNetwork, demands })
}

/// A number of a range that anybody gets, or that is made for machines. Millions of people have such numbers, so
/// that alone is nothing: under pressure it makes a message dearer.
fn number_range(facts: &Facts) -> Option<Signal> {
    let speaks = facts.is_odd_range && pressure(facts) > 1.0;
    speaks.then_some(Signal { reason: Reason::NumberRange, demands: WORK })
}
