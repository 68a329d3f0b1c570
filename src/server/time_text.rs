//! Times as operators of many countries read them: in UTC.

use time::OffsetDateTime;

/// Hours and minutes of a time in seconds since 1970.
pub(crate) fn clock(seconds: u64) -> String {
    let time = at(seconds);
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// Day and time.
pub(crate) fn moment(seconds: u64) -> String {
    let time = at(seconds);
    let (year, month, day) = (time.year(), u8::from(time.month()), time.day());
    format!("{year}-{month:02}-{day:02} {} UTC", clock(seconds))
}

/// The first, the middle and the last of these times.
pub(crate) fn ends(times: &[u64]) -> [String; 3] {
    let at = |place: usize| times.get(place).map_or_else(String::new, |&time| clock(time));
    [at(0), at(times.len() / 2), at(times.len().saturating_sub(1))]
}

fn at(seconds: u64) -> OffsetDateTime {
    let seconds = i64::try_from(seconds).unwrap_or_default();
    OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_in_utc() {
        assert_eq!(moment(1_000_000_000), "2001-09-09 01:46 UTC");
        assert_eq!(clock(86_399), "23:59");
        assert_eq!(moment(u64::MAX), "1970-01-01 00:00 UTC");
    }
}
