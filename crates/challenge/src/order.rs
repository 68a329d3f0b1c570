//! Which kind of challenge comes under which pressure.

use rand::{SeedableRng, rngs::StdRng};

use super::{code_spec::CodeSpec, kinds::Kind, solution::Solution};

/// Kinds of challenges from the one for calm hours to the one for pressure. Never empty.
#[derive(Debug, Clone)]
pub struct KindOrder {
    calm: Kind,
    further: Vec<Kind>,
}

/// Why kinds are no order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    /// There is none.
    #[error("at least one kind")]
    Empty,
    /// One comes twice.
    #[error("each kind once, and {0} comes twice")]
    Twice(&'static str),
    /// A kind that is for calm hours alone stands behind another.
    #[error("{0} at the beginning, since it is for calm hours alone")]
    NotCalm(&'static str),
    /// The code of one could be the other's, so that nobody could tell which was shown.
    #[error("{0} and {1} with codes of other lengths, since these can't be told apart")]
    Alike(&'static str, &'static str),
}

/// A place on an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rung {
    /// What is asked for.
    pub kind: Kind,
    /// Whether the order ends before the pressure does: then it is drawn at the hardest level.
    pub is_past_end: bool,
}

impl KindOrder {
    /// This kind alone, or before characters to copy where it is for calm hours alone.
    ///
    /// # Errors
    /// As of [`Self::new`].
    pub fn of(kind: Kind, spec: &CodeSpec) -> Result<Self, OrderError> {
        Self::new(&[kind], spec)
    }

    /// These kinds, from calm to pressure. Behind one that is for calm hours alone come characters to copy.
    ///
    /// # Errors
    /// Why they are no order for codes of this spec.
    pub fn new(kinds: &[Kind], spec: &CodeSpec) -> Result<Self, OrderError> {
        let (&calm, further) = kinds.split_first().ok_or(OrderError::Empty)?;
        let mut order = Self { calm, further: Vec::new() };
        for &kind in further {
            order.add(kind)?;
        }
        if order.last().is_for_calm_hours() {
            order.add(Kind::default())?;
        }
        order.tell_apart(spec)?;
        Ok(order)
    }

    fn add(&mut self, kind: Kind) -> Result<(), OrderError> {
        if self.iter().any(|other| other == kind) {
            return Err(OrderError::Twice(kind.name()));
        }
        if kind.is_for_calm_hours() && !self.last().is_for_calm_hours() {
            return Err(OrderError::NotCalm(kind.name()));
        }
        self.further.push(kind);
        Ok(())
    }

    /// Whoever takes an answer has to know what was asked for.
    fn tell_apart(&self, spec: &CodeSpec) -> Result<(), OrderError> {
        for kind in self.iter() {
            let solution = kind.generate(spec, &mut StdRng::from_seed([0; 32]));
            let found = self.maker_of(spec, &solution);
            if found != kind {
                return Err(OrderError::Alike(found.name(), kind.name()));
            }
        }
        Ok(())
    }

    /// What comes while there is no pressure.
    pub fn calm(&self) -> Kind {
        self.calm
    }

    /// What comes under the greatest pressure.
    pub fn last(&self) -> Kind {
        self.further.last().copied().unwrap_or(self.calm)
    }

    /// All of them, the calm one first.
    pub fn iter(&self) -> impl Iterator<Item = Kind> {
        [self.calm].into_iter().chain(self.further.iter().copied())
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        1 + self.further.len()
    }

    /// What comes so many steps above the calm one.
    pub fn at(&self, steps: usize) -> Rung {
        let kind = self.iter().nth(steps).unwrap_or(self.last());
        Rung { kind, is_past_end: steps >= self.count() }
    }

    /// The same for who knows nothing but a picture and a field: the next kind of which that is enough. Where
    /// there is none, characters to copy, at the hardest level unless the pressure is none.
    pub fn picture_at(&self, steps: usize) -> Rung {
        let place = steps.min(self.count() - 1);
        let mut pictures =
            self.iter().skip(place).filter(|kind| kind.presentation().is_image_enough);
        match pictures.next() {
            Some(kind) => Rung { kind, is_past_end: steps >= self.count() },
            None => Rung { kind: Kind::default(), is_past_end: steps > 0 },
        }
    }

    /// The kind that made a solution: the first of these that could have, else the first of all. What none could
    /// have made is left to the calm one.
    pub fn maker_of(&self, spec: &CodeSpec, solution: &Solution) -> Kind {
        let made = self.iter().find(|kind| kind.could_make(spec, solution));
        made.unwrap_or_else(|| self.calm.maker_of(spec, solution))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::KINDS;

    fn named(names: &str) -> Vec<Kind> {
        let kind = |name| *KINDS.iter().find(|kind| kind.name() == name).unwrap();
        names.split(',').map(kind).collect()
    }

    fn order(names: &str) -> KindOrder {
        KindOrder::new(&named(names), &CodeSpec::default()).unwrap()
    }

    fn rungs(of: impl Fn(usize) -> Rung) -> Vec<(String, bool)> {
        let told = |Rung { kind, is_past_end }| (kind.name().to_owned(), is_past_end);
        (0..4).map(|steps| told(of(steps))).collect()
    }

    fn told(rungs: [(&str, bool); 4]) -> Vec<(String, bool)> {
        rungs.map(|(name, is_past_end)| (name.to_owned(), is_past_end)).to_vec()
    }

    #[test]
    fn pressure_climbs_from_the_calm_kind_to_the_last_and_then_to_the_hardest_level() {
        let one = order("text");
        let climbed = [("text", false), ("text", true), ("text", true), ("text", true)];
        assert_eq!(rungs(|steps| one.at(steps)), told(climbed));
        assert_eq!(rungs(|steps| one.picture_at(steps)), told(climbed));
        let two = order("pick,text");
        let climbed = [("pick", false), ("text", false), ("text", true), ("text", true)];
        assert_eq!(rungs(|steps| two.at(steps)), told(climbed));
        assert_eq!(rungs(|steps| two.picture_at(steps)), told(climbed));
    }

    #[test]
    fn behind_what_is_for_calm_hours_alone_come_characters_and_a_picture_is_the_next_that_explains_itself()
     {
        let alone = order("work");
        let climbed = [("work", false), ("text", false), ("text", true), ("text", true)];
        assert_eq!(rungs(|steps| alone.at(steps)), told(climbed));
        let pictures = [("text", false), ("text", false), ("text", true), ("text", true)];
        assert_eq!(rungs(|steps| alone.picture_at(steps)), told(pictures));
        let of_three = order("work,pick,text");
        let pictures = [("pick", false), ("pick", false), ("text", false), ("text", true)];
        assert_eq!(rungs(|steps| of_three.picture_at(steps)), told(pictures));
    }

    #[test]
    fn kinds_that_are_no_order_are_refused_with_the_reason() {
        let refused = |names: &str, length| {
            let spec = CodeSpec { length, ..CodeSpec::default() };
            KindOrder::new(&named(names), &spec).unwrap_err()
        };
        assert_eq!(refused("text,pick,text", 6), OrderError::Twice("text"));
        assert_eq!(refused("text,work", 6), OrderError::NotCalm("work"));
        assert_eq!(refused("pick,text", 4), OrderError::Alike("pick", "text"));
        assert_eq!(KindOrder::new(&[], &CodeSpec::default()).unwrap_err(), OrderError::Empty);
        let told = refused("text,work", 6).to_string();
        assert_eq!(told, "work at the beginning, since it is for calm hours alone");
    }

    #[test]
    fn a_solution_is_known_by_the_kind_that_made_it() {
        let order = order("work,pick,text");
        let spec = CodeSpec::default();
        for kind in KINDS {
            let solution = kind.generate(&spec, &mut StdRng::seed_from_u64(1));
            assert_eq!(order.maker_of(&spec, &solution), *kind);
        }
        let nobodys = Solution::stored("0".to_owned());
        assert_eq!(order.maker_of(&spec, &nobodys), order.calm());
    }
}
