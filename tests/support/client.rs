//! The HTTP client of the tests.

use reqwest::{Client, ClientBuilder};

use super::patience::PATIENCE;

/// One that waits as long as tests do.
pub fn client() -> ClientBuilder {
    // It asks for TLS to be chosen, which a server in this process may have done, or not.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().timeout(PATIENCE)
}
