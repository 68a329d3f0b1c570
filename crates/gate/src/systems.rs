//! Which autonomous system an address is in: the network of one operator on the internet, however many ranges it
//! has.

use std::net::IpAddr;

/// Knows the systems of addresses. Asked for each message, so it answers from memory.
pub trait Systems: Send + Sync + 'static {
    /// The number of the system, where one is known.
    fn system_of(&self, address: IpAddr) -> Option<u32>;
}
