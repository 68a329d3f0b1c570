//! Why a server can't do its work now, for whoever watches it.

use menshen_i18n::Language;

use crate::StoreFault;

/// What `/readyz` tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotReady {
    /// It was told to stop.
    Stopping,
    /// It has started, and its store has not answered yet.
    StoreConnecting,
    /// The store can't do its work, for this cause.
    Store(StoreFault),
}

impl NotReady {
    /// A stable name in kebab case, for programs.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Stopping => "stopping",
            Self::StoreConnecting => "store-connecting",
            Self::Store(fault) => fault.slug(),
        }
    }

    /// The same for people.
    pub fn message(self, language: Language) -> &'static str {
        let texts = &language.catalogue().readiness;
        match self {
            Self::Stopping => texts.stopping,
            Self::StoreConnecting => texts.store_connecting,
            Self::Store(fault) => fault.message(language),
        }
    }
}
