//! A site, as far as the flow depends on it.

use std::sync::Arc;

use menshen_model::SiteId;
use menshen_sms::FailoverSender;
use menshen_store::Store;

use crate::{
    GatePolicy, Observer, Systems, keys::Keys, renderer::Renderer, site_secret::SiteSecret,
    switch_service::SwitchService,
};

/// Everything that the gate of one site is made of.
pub struct Site {
    /// Its name; it stands in every ticket.
    pub id: SiteId,
    /// Where its codes, counts and tickets live: a store that is its own.
    pub store: Arc<dyn Store>,
    /// Its providers, in their order.
    pub sms: FailoverSender,
    /// Draws its pictures and makes their sounds.
    pub renderer: Renderer,
    /// Every name in its store is made with them.
    pub keys: Keys,
    /// Lives, limits, countries, and what codes are made of.
    pub policy: GatePolicy,
    /// What the host site shows to redeem a ticket; without one none is redeemed.
    pub secret: Option<SiteSecret>,
    /// What the operator has switched there.
    pub switches: Arc<SwitchService>,
    /// Knows the autonomous systems of addresses; `None`: nobody does.
    pub systems: Option<Arc<dyn Systems>>,
    /// Whoever watches what happens there.
    pub observer: Arc<dyn Observer>,
}
