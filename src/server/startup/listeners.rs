//! What the server listens on: for the site, for the numbers, for operators.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;

use super::StartError;
use crate::server::{config::ConsoleConfig, settings::MetricsAddress};

/// Where Prometheus looks for exporters of OpenTelemetry. Of the loopback: the numbers tell what became
/// of a code that was handed in, so nobody from outside reads them before the operator says so.
const DEFAULT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 9464);

/// Every listener.
pub(super) struct Listeners {
    /// For everybody.
    pub(super) site: TcpListener,
    pub(super) metrics: MetricsOn,
    /// Where operators log in.
    pub(super) console: Option<TcpListener>,
}

impl Listeners {
    /// Takes the addresses.
    pub(super) async fn bind(
        site: SocketAddr,
        metrics: Option<MetricsAddress>,
        console: Option<&ConsoleConfig>,
    ) -> Result<Self, StartError> {
        let site = listen("LEPTOS_SITE_ADDR", site).await?;
        let metrics = MetricsOn::asked_for(metrics).await?;
        let console = match console {
            None => None,
            Some(console) => Some(listen("ADMIN_ADDR", console.address).await?),
        };
        Ok(Self { site, metrics, console })
    }
}

async fn listen(name: &'static str, address: SocketAddr) -> Result<TcpListener, StartError> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|source| StartError::Bind { name, address, source })
}

/// Where the numbers are served.
pub(super) enum MetricsOn {
    Main,
    Own(TcpListener),
    Nowhere,
}

impl MetricsOn {
    /// Takes the address that the operator asked for; one that can't be had is an error. The default
    /// was asked for by nobody: a second server on one machine starts without its numbers, and says so.
    async fn asked_for(address: Option<MetricsAddress>) -> Result<Self, StartError> {
        match address {
            Some(MetricsAddress::Off) => Ok(Self::Nowhere),
            Some(MetricsAddress::Public) => Ok(Self::Main),
            Some(MetricsAddress::At(own)) => Ok(Self::Own(listen("METRICS_ADDR", own).await?)),
            None => match TcpListener::bind(DEFAULT).await {
                Ok(listener) => Ok(Self::Own(listener)),
                Err(error) => {
                    tracing::warn!(
                        address = %DEFAULT, %error,
                        "the metrics are served nowhere: METRICS_ADDR has to name another address, or off"
                    );
                    Ok(Self::Nowhere)
                }
            },
        }
    }
}
