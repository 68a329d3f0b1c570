//! The stores of several sites, in one process or on one Redis.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use menshen_model::SiteId;

use crate::{MemoryStore, RedisStore, Store};

/// Gives each site a store of its own. A call can't reach another site's entries: it has no way to name
/// them.
#[derive(Clone)]
pub struct Stores(Arc<Opened>);

struct Opened {
    kept_in: Kept,
    /// Each that was asked for, so that a site has one alone. As many as there are sites.
    of_sites: Mutex<BTreeMap<SiteId, Arc<dyn Store>>>,
}

enum Kept {
    InMemory { capacity: usize },
    OnRedis(Box<RedisStore>),
}

impl Stores {
    /// Stores in this process; each holds at most `capacity` entries of each kind, so that a flood at one
    /// site takes no place from another.
    pub fn in_memory(capacity: usize) -> Self {
        Self::kept(Kept::InMemory { capacity })
    }

    /// Stores on the same Redis as this one.
    pub fn on_redis(store: RedisStore) -> Self {
        Self::kept(Kept::OnRedis(Box::new(store)))
    }

    fn kept(kept_in: Kept) -> Self {
        Self(Arc::new(Opened { kept_in, of_sites: Mutex::default() }))
    }

    /// The site's own, the same one each time.
    pub fn of_site(&self, site: &SiteId) -> Arc<dyn Store> {
        let mut of_sites = self.0.of_sites.lock().unwrap_or_else(PoisonError::into_inner);
        let open = || -> Arc<dyn Store> {
            match &self.0.kept_in {
                Kept::InMemory { capacity } => Arc::new(MemoryStore::new(*capacity)),
                Kept::OnRedis(store) => Arc::new(store.of_site(site)),
            }
        };
        Arc::clone(of_sites.entry(site.clone()).or_insert_with(open))
    }
}
