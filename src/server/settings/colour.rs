//! Colours, and how much one stands out from another (WCAG 2.2, "contrast ratio").

use std::{fmt, str::FromStr};

/// Contrast that small text needs (WCAG 2.2, 1.4.3).
const LEAST: f64 = 4.5;
/// What cards are, by day and by night: `--card` in style/colours.css.
const CARDS: [Colour; 2] = [Colour([0xff, 0xff, 0xff]), Colour([0x1f, 0x21, 0x24])];
/// What may stand on an accent: of these two one stands out from every colour.
const LETTERS: [Colour; 2] = [Colour([0xff, 0xff, 0xff]), Colour([0, 0, 0])];

/// A colour of sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour([u8; 3]);

impl Colour {
    /// Relative luminance, from 0 to 1.
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|value| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// From 1 to 21, whichever of the two is the lighter one.
    fn contrast(self, other: Self) -> f64 {
        let [one, two] = [self, other].map(|colour| colour.luminance() + 0.05);
        f64::max(one / two, two / one)
    }

    /// What stands out from it most.
    fn letters(self) -> Self {
        let [white, black] = LETTERS;
        if self.contrast(white) >= self.contrast(black) { white } else { black }
    }
}

impl FromStr for Colour {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.trim().strip_prefix('#').filter(|digits| digits.len() == 6).ok_or(())?;
        let part = |at| digits.get(at..at + 2).and_then(|part| u8::from_str_radix(part, 16).ok());
        let (red, green, blue) = (part(0).ok_or(())?, part(2).ok_or(())?, part(4).ok_or(())?);
        Ok(Self([red, green, blue]))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// The colour of links and of the main button, by day and by night.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accent([Colour; 2]);

impl FromStr for Accent {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let malformed = "two colours with a comma between, such as #a3211a,#ff9a8c";
        let (light, dark) = text.split_once(',').ok_or(malformed)?;
        let [light, dark] = [light, dark].map(|colour| colour.parse::<Colour>());
        let colours = [light.map_err(|()| malformed)?, dark.map_err(|()| malformed)?];
        for (colour, card) in colours.into_iter().zip(CARDS) {
            let contrast = colour.contrast(card);
            if contrast < LEAST {
                return Err(format!(
                    "colours that stand out from their page by {LEAST}:1; {colour} does so from {card} by \
                     {contrast:.1}:1"
                ));
            }
        }
        Ok(Self(colours))
    }
}

/// The lines that give the page this accent, after its style sheet.
pub(super) fn style(Accent([light, dark]): Accent) -> String {
    let (on_light, on_dark) = (light.letters(), dark.letters());
    format!(
        ":root{{--accent:{light};--on-accent:{on_light}}}\
         @supports (color:light-dark(#000,#fff)){{:root{{--accent:light-dark({light},{dark});\
         --on-accent:light-dark({on_light},{on_dark})}}}}"
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn colour(text: &str) -> Colour {
        text.parse().unwrap()
    }

    #[test]
    fn contrast_is_what_the_guidelines_say() {
        assert!((colour("#000000").contrast(colour("#ffffff")) - 21.0).abs() < 1e-9);
        // An example of WCAG's own tools: the darkest grey that fails on white.
        assert!(colour("#777777").contrast(colour("#ffffff")) < LEAST);
        assert!(colour("#767676").contrast(colour("#ffffff")) >= LEAST);
    }

    #[test]
    fn an_accent_that_can_not_be_read_says_which_and_by_how_much() {
        assert!("#a3211a,#ff9a8c".parse::<Accent>().is_ok());
        let pale = "#ffcc00,#ff9a8c".parse::<Accent>().unwrap_err();
        assert!(pale.contains("#ffcc00 does so from #ffffff by 1.5:1"), "{pale}");
        assert!("#a3211a,#a3211a".parse::<Accent>().unwrap_err().contains("#1f2124"));
        for malformed in
            ["", "#a3211a", "a3211a,ff9a8c", "#a32,#ff9", "#a3211a;#ff9a8c", "#é3211,#ff9a8c"]
        {
            assert!(
                malformed.parse::<Accent>().unwrap_err().starts_with("two colours"),
                "{malformed}"
            );
        }
    }

    #[test]
    fn letters_stand_out_from_every_accent() {
        for value in 0..=255 {
            let grey = Colour([value; 3]);
            assert!(grey.letters().contrast(grey) >= LEAST, "{grey}");
        }
        let style = style("#a3211a,#ff9a8c".parse().unwrap());
        assert!(style.contains("--on-accent:light-dark(#ffffff,#000000)"), "{style}");
    }

    /// Every colour of the style sheet by its name, by day and by night.
    fn tokens() -> BTreeMap<&'static str, [Colour; 2]> {
        let sheet = include_str!("../../../style/colours.css");
        let lines = sheet
            .lines()
            .filter_map(|line| line.trim().strip_suffix(");")?.split_once(": light-dark("));
        lines
            .map(|(name, pair)| {
                let (light, dark) = pair.split_once(", ").unwrap();
                (name, [colour(light), colour(dark)])
            })
            .collect()
    }

    #[test]
    fn every_colour_of_the_page_stands_out_from_what_is_behind_it() {
        let tokens = tokens();
        for (front, back, least) in [
            ("--text", "--card", LEAST),
            ("--text", "--soft", LEAST),
            ("--muted", "--card", LEAST),
            ("--muted", "--soft", LEAST),
            ("--muted", "--page", LEAST),
            ("--accent", "--card", LEAST),
            ("--on-accent", "--accent", LEAST),
            ("--wrong", "--card", LEAST),
            ("--wrong", "--wrong-soft", LEAST),
            ("--right", "--card", LEAST),
            // Borders and the ring around the focus (1.4.11).
            ("--line", "--card", 3.0),
            ("--focus", "--card", 3.0),
            ("--focus", "--page", 3.0),
        ] {
            for at in [0, 1] {
                let contrast = tokens[front][at].contrast(tokens[back][at]);
                assert!(contrast >= least, "{front} on {back}: {contrast:.2}");
            }
        }
        assert_eq!(tokens["--card"], CARDS);
    }
}
