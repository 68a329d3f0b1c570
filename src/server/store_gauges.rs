//! Numbers that stand in the store: what is left of the budgets, and which breakers are open.
//!
//! They are read when somebody asks for them, at most once in a few seconds and never by the flow.

use std::{sync::Arc, time::Duration};

use futures::future::{join, join_all};
use tokio::{sync::Mutex, time::Instant};

use super::{
    gate::Limits,
    store::{BreakerScope, Counter, RateLimit, Store, StoreResult, deadline},
};
use crate::model::Country;

/// For so long an answer is as good as new.
const FRESH: Duration = Duration::from_secs(3);

/// One for each site.
pub(crate) struct StoreGauges {
    store: Arc<dyn Store>,
    limits: Limits,
    countries: Vec<Country>,
    observer: Observer,
    /// Held while the store is asked, so that one asks for all that wait.
    last: Mutex<Option<(Instant, Arc<StoreSnapshot>)>>,
}

/// Is told what the store has said, each time that it was asked.
pub(crate) type Observer = Box<dyn Fn(&StoreSnapshot) + Send + Sync>;

/// What the store said; `None` where it did not.
#[derive(Debug)]
pub(crate) struct StoreSnapshot {
    pub(crate) budgets: Option<Vec<Budget>>,
    /// Until when a country's breaker is open.
    pub(crate) breakers: Option<Vec<(Country, Option<Duration>)>>,
}

/// A limit on messages in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Budget {
    /// `None`: of the whole site.
    pub(crate) country: Option<Country>,
    pub(crate) limit: RateLimit,
    pub(crate) used: u32,
}

impl Budget {
    pub(crate) fn left(&self) -> u32 {
        self.limit.count.saturating_sub(self.used)
    }

    /// Every name that [`window`](Self::window) gives.
    pub(crate) const WINDOWS: [&str; 2] = ["hour", "day"];

    /// Its window by name.
    pub(crate) fn window(&self) -> &'static str {
        let [hour, day] = Self::WINDOWS;
        if self.limit.window > Duration::from_secs(3600) { day } else { hour }
    }
}

impl StoreGauges {
    pub(crate) fn new(
        store: Arc<dyn Store>,
        limits: Limits,
        countries: Vec<Country>,
        observer: Observer,
    ) -> Self {
        Self { store, limits, countries, observer, last: Mutex::default() }
    }

    /// Asks the store, unless it was asked a moment ago.
    pub(crate) async fn snapshot(&self) -> Arc<StoreSnapshot> {
        let mut last = self.last.lock().await;
        if let Some((at, snapshot)) = &*last
            && at.elapsed() < FRESH
        {
            return Arc::clone(snapshot);
        }
        let asked = deadline::scope(join(self.budgets(), self.breakers()));
        let (budgets, breakers) = asked.await;
        let snapshot = Arc::new(StoreSnapshot { budgets: budgets.ok(), breakers: breakers.ok() });
        (self.observer)(&snapshot);
        *last = Some((Instant::now(), Arc::clone(&snapshot)));
        snapshot
    }

    async fn budgets(&self) -> StoreResult<Vec<Budget>> {
        let of_site = self.budget(None, &self.limits.site);
        let of_countries = self
            .countries
            .iter()
            .map(|&country| self.budget(Some(country), &self.limits.per_country));
        let (of_site, of_countries) = join(of_site, join_all(of_countries)).await;
        let mut budgets = of_site?;
        for of_country in of_countries {
            budgets.extend(of_country?);
        }
        Ok(budgets)
    }

    async fn budget(
        &self,
        country: Option<Country>,
        limits: &[RateLimit],
    ) -> StoreResult<Vec<Budget>> {
        if limits.is_empty() {
            return Ok(Vec::new());
        }
        let counter = country.map_or(Counter::Site, Counter::Country);
        let used = self.store.used(&counter, limits).await?;
        let budgets = limits.iter().zip(used);
        Ok(budgets.map(|(&limit, used)| Budget { country, limit, used }).collect())
    }

    async fn breakers(&self) -> StoreResult<Vec<(Country, Option<Duration>)>> {
        if self.limits.breaker.is_none() {
            return Ok(Vec::new());
        }
        let asked = self.countries.iter().map(async |&country| {
            Ok((country, self.store.breaker(&BreakerScope::Country(country)).await?))
        });
        join_all(asked).await.into_iter().collect()
    }
}
