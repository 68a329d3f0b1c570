//! How a refusal is declared: once, with all that is true of it whatever its numbers are.

use super::{Field, Operation};

/// What is true of a refusal.
#[derive(Clone, Copy)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) slug: &'static str,
    pub(super) operations: &'static [Operation],
    pub(super) field: Option<Field>,
    pub(super) number_waits: bool,
    pub(super) keeps_picture: bool,
}

/// A refusal of the whole form, after which the picture is spent.
pub(super) const fn refusal(
    status: u16,
    slug: &'static str,
    operations: &'static [Operation],
) -> Refusal {
    let (field, number_waits, keeps_picture) = (None, false, false);
    Refusal { status, slug, operations, field, number_waits, keeps_picture }
}

impl Refusal {
    /// It is about this field.
    pub(super) const fn at(self, field: Field) -> Self {
        Self { field: Some(field), ..self }
    }

    /// The wait is this number's: another one may be sent a message at once.
    pub(super) const fn number_waits(self) -> Self {
        Self { number_waits: true, ..self }
    }

    /// The picture was not taken, and nothing is wrong with its name.
    pub(super) const fn keeps_picture(self) -> Self {
        Self { keeps_picture: true, ..self }
    }
}

/// Makes an enum of its rows: the variant, its data with an example of each, and its [`Refusal`]. Each
/// question has a match of its own, so that a browser loads the answers to those that it asks.
macro_rules! refusals {
    (
        $(#[$enum_attribute:meta])*
        pub enum $enum_name:ident {
            $(
                $(#[$attribute:meta])*
                $variant:ident $({
                    $( $(#[$data_attribute:meta])* $data:ident: $type:ty = $example:expr, )*
                })? => $refusal:expr,
            )*
        }
    ) => {
        $(#[$enum_attribute])*
        pub enum $enum_name {
            $(
                $(#[$attribute])*
                $variant $({ $( $(#[$data_attribute])* $data: $type, )* })?,
            )*
        }

        impl $enum_name {
            /// Each of them, with numbers as they may be: for documents, metrics and tests.
            pub fn iter() -> impl Iterator<Item = Self> {
                [$( Self::$variant $({ $( $data: $example, )* })?, )*].into_iter()
            }

            /// A stable name in kebab case; the last part of the problem's `type`.
            pub fn slug(&self) -> &'static str {
                match self {
                    $( Self::$variant { .. } => const { $refusal.slug }, )*
                }
            }

            /// The HTTP status: 400 can't be read, 404 not there, 422 read and refused, 428 more
            /// has to be brought, 429 too much, 503 our fault.
            pub fn status(&self) -> u16 {
                match self {
                    $( Self::$variant { .. } => const { $refusal.status }, )*
                }
            }

            /// The operations of the API that answer so.
            pub fn operations(&self) -> &'static [Operation] {
                match self {
                    $( Self::$variant { .. } => const { $refusal.operations }, )*
                }
            }

            /// The field it is about; `None` when it is about the whole form.
            pub fn field(&self) -> Option<Field> {
                match self {
                    $( Self::$variant { .. } => const { $refusal.field }, )*
                }
            }

            /// Seconds to wait before the same request can succeed, where waiting helps.
            pub fn retry_after(&self) -> Option<u32> {
                match self {
                    $(
                        Self::$variant $({ $( $data, )* })? => {
                            refusals!(@wait $($( $data: $data, )*)?)
                        }
                    )*
                }
            }

            /// Seconds until this number may be sent another message, where that is what was refused.
            /// Another number need not wait.
            pub fn resend_in(&self) -> Option<u32> {
                let number_waits = match self {
                    $( Self::$variant { .. } => const { $refusal.number_waits }, )*
                };
                self.retry_after().filter(|_| number_waits)
            }

            /// Whether the picture is still good: it was not taken, and nothing is wrong with its name.
            pub fn keeps_picture(&self) -> bool {
                match self {
                    $( Self::$variant { .. } => const { $refusal.keeps_picture }, )*
                }
            }
        }
    };
    (@wait retry_after: $seconds:ident,) => { Some(*$seconds) };
    (@wait $($data:ident: $same:ident,)*) => {{
        $( let _ = $same; )*
        None
    }};
}

pub(super) use refusals;
