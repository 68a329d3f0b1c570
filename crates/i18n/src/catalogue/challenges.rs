//! What is said about each kind of challenge.

/// A field for each kind, and the way to it by the kind's name.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident,)+) => {
        /// The words of each kind of challenge, under its name.
        #[derive(Debug)]
        pub struct ChallengeTexts {
            $($(#[$doc])* pub $kind: PictureTexts,)+
        }

        impl ChallengeTexts {
            /// The words of the kind with this name.
            pub fn of(&self, kind: &str) -> Option<&PictureTexts> {
                match kind {
                    $(stringify!($kind) => Some(&self.$kind),)+
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    /// Characters to copy.
    text,
    /// Characters to copy, of which only some count.
    pick,
    /// A sum to work out.
    math,
    /// Characters to copy, which show only in motion.
    motion,
    /// Things to be clicked in an order.
    click,
    /// A piece to be moved to its gap.
    slide,
    /// Nothing: the browser computes.
    work,
}

/// What is said about pictures of one kind.
#[derive(Debug)]
pub struct PictureTexts {
    /// Label of the answer's field.
    pub label: &'static str,
    /// Alternative text of the picture: what to do.
    pub alt: &'static str,
    /// Said beside the picture, and of its field: in which order it is read.
    pub order: &'static str,
    /// Follows that where the picture may show plain characters instead: what to do then.
    pub instead: Option<&'static str>,
}
