//! Ranges of mobile numbers that say something about who has one.
//!
//! Landlines, premium-rate, shared-cost, toll-free and internet numbers are told apart by the numbering plans and
//! get no messages at all.

use menshen_model::MobileNumber;

/// On the mainland of China: numbers that virtual operators sell (162, 165, 167, 170, 171; real names are checked
/// since 2016, but the ranges are still those that fraud is said to prefer), and those of data cards (145, 147,
/// 149), of which few are in a phone. Allocations up to 2020; elsewhere nothing is known of the ranges.
const ODD: [&str; 8] = ["145", "147", "149", "162", "165", "167", "170", "171"];

/// Whether the number is of a range that is sold without a shop, or made for machines. Millions of people have such
/// numbers, so this alone is a reason for nothing.
pub fn is_odd_range(mobile: &MobileNumber) -> bool {
    let national = mobile.e164().strip_prefix("+86");
    national.is_some_and(|digits| ODD.iter().any(|range| digits.starts_with(range)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_virtual_operators_and_data_cards_on_the_mainland_are_told_apart() {
        for (number, is_odd) in [
            ("+8617012345678", true),
            ("+8617112345678", true),
            ("+8616212345678", true),
            ("+8614712345678", true),
            ("+8613812345678", false),
            ("+8617212345678", false),
            ("+8619912345678", false),
            // Of other countries nothing is known.
            ("+17012345678", false),
        ] {
            assert_eq!(is_odd_range(&MobileNumber::of_mainland(number)), is_odd, "{number}");
        }
    }
}
