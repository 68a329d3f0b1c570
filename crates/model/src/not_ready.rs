//! Why a server can't do its work now, for whoever watches it.

use crate::{Language, StoreFault};

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
        match (self, language) {
            (Self::Stopping, Language::Zh) => "服务器正在停止，请将请求发往其他服务器。",
            (Self::Stopping, Language::En) => "The server is stopping; send requests elsewhere.",
            (Self::StoreConnecting, Language::Zh) => "服务器刚刚启动，正在连接存储。",
            (Self::StoreConnecting, Language::En) => {
                "The server has started and is connecting to its store."
            }
            (Self::Store(fault), language) => fault.message(language),
        }
    }
}
