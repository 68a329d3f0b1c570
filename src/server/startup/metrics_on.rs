//! Where the numbers are served.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;

use super::{StartError, listen};
use crate::server::settings::MetricsAddress;

/// Where Prometheus looks for exporters of OpenTelemetry. Of the loopback: the numbers tell what became
/// of a code that was handed in, so nobody from outside reads them before the operator says so.
const DEFAULT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 9464);

/// Where the numbers are served.
pub(super) enum MetricsOn {
    Main,
    Own(TcpListener),
    Nowhere,
}

impl MetricsOn {
    /// Takes the address that the operator asked for; one that can't be had is an error. The default
    /// was asked for by nobody: a second server on one machine starts without its numbers, and says so.
    pub(super) async fn asked_for(address: Option<MetricsAddress>) -> Result<Self, StartError> {
        match address {
            Some(MetricsAddress::Off) => Ok(Self::Nowhere),
            Some(MetricsAddress::Public) => Ok(Self::Main),
            Some(MetricsAddress::At(own)) => Ok(Self::Own(listen("METRICS_ADDR", own).await?)),
            None => match TcpListener::bind(DEFAULT).await {
                Ok(listener) => Ok(Self::Own(listener)),
                Err(error) => {
                    tracing::warn!(
                        address = %DEFAULT, %error,
                        "the numbers are served nowhere: METRICS_ADDR has to name another address, or off"
                    );
                    Ok(Self::Nowhere)
                }
            },
        }
    }
}
