//! Texts with places for values.

/// A text with `N` places: `{}` where there is one, `{0}` and `{1}` where there are two, so that each language
/// has its own order. A text that lacks one, or has another brace, does not compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template<const N: usize>(&'static str);

impl<const N: usize> Template<N> {
    /// This text.
    ///
    /// # Panics
    /// When its places are not `N`; while it compiles, since catalogues are constants.
    pub(crate) const fn new(text: &'static str) -> Self {
        assert!(has_places(text.as_bytes(), N), "a text with the places that its type names");
        Self(text)
    }

    /// With these values in its places. What looks like a place in a value is none.
    pub fn fill(&self, values: [&str; N]) -> String {
        let mut filled = String::new();
        let mut rest = self.0;
        while let Some((before, (place, after))) =
            rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            filled.push_str(before);
            let value = values.get(place.parse().unwrap_or(0));
            filled.push_str(value.copied().unwrap_or_default());
            rest = after;
        }
        filled + rest
    }

    /// As it stands in the catalogue, for whoever fills it in elsewhere.
    pub fn text(&self) -> &'static str {
        self.0
    }
}

/// A text of one kind of place, `{}`, as the page carries it, with this value there. It looks for single characters: a
/// search for words would be two percent of what a browser loads.
pub fn fill_written(text: &str, value: &str) -> String {
    let mut parts = text.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        filled.push_str(value);
        filled.push_str(part.strip_prefix('}').unwrap_or(part));
    }
    filled
}

/// Whether each of so many places is there, at least once, and no other brace.
pub(crate) const fn has_places(text: &[u8], places: usize) -> bool {
    let mut found = [false; 10];
    let mut at = 0;
    while at < text.len() {
        if text[at] == b'}' {
            return false;
        }
        if text[at] == b'{' {
            let Some((place, length)) = place_at(text, at) else { return false };
            if place >= places || (length == 2) != (places == 1) {
                return false;
            }
            found[place] = true;
            at += length;
        } else {
            at += 1;
        }
    }
    let mut place = 0;
    while place < places {
        if !found[place] {
            return false;
        }
        place += 1;
    }
    true
}

/// The place that begins here, and its length.
const fn place_at(text: &[u8], at: usize) -> Option<(usize, usize)> {
    if at + 1 < text.len() && text[at + 1] == b'}' {
        return Some((0, 2));
    }
    if at + 2 < text.len() && text[at + 1].is_ascii_digit() && text[at + 2] == b'}' {
        return Some(((text[at + 1] - b'0') as usize, 3));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_where_their_numbers_stand_and_are_not_read_again() {
        assert_eq!(Template::<1>::new("in {}.").fill(["5 min"]), "in 5 min.");
        assert_eq!(Template::<2>::new("{1} by {0}").fill(["{1}", "noon"]), "noon by {1}");
        assert_eq!(Template::<2>::new("{0}{1}{0}").fill(["a", "b"]), "aba");
        assert_eq!(Template::<0>::new("nothing").fill([]), "nothing");
    }

    #[test]
    fn a_written_text_is_filled_as_in_the_catalogue() {
        for text in ["in {}.", "{}", "{} or {}"] {
            let filled = Template::<1>::new(text).fill(["{5} min"]);
            assert_eq!(fill_written(text, "{5} min"), filled);
        }
        assert_eq!(fill_written("nothing", "5 min"), "nothing");
    }

    #[test]
    fn a_text_with_other_places_is_none() {
        for (text, places) in [
            ("", 1),
            ("in {0}", 1),
            ("in {", 1),
            ("in {} }", 1),
            ("in {time}", 1),
            ("in {}", 0),
            ("{0}", 2),
            ("{} {}", 2),
            ("{0} {2}", 2),
        ] {
            assert!(!has_places(text.as_bytes(), places), "{text}");
        }
        assert!(has_places(b"{1} {0} {1}", 2) && has_places(b"{} {}", 1));
    }
}
