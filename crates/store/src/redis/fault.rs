//! What Redis, or the way to it, refuses of. Of an error only its cause is kept: its text may repeat keys,
//! values, addresses and names of users.

use std::sync::{Mutex, PoisonError};

use fred::error::{Error as RedisError, ErrorKind};
use menshen_model::StoreFault;

/// Why there is no connection, as long as there is none.
#[derive(Default)]
pub(super) struct Faults(Mutex<Option<StoreFault>>);

impl Faults {
    /// Connecting failed.
    pub(super) fn not_connected(&self, error: &RedisError) {
        let fault = match fault(error) {
            // What is not heard of within the time to connect is not there.
            None | Some(StoreFault::Slow) => StoreFault::Unreachable,
            Some(fault) => fault,
        };
        self.set(Some(fault));
    }

    /// It is connected.
    pub(super) fn connected(&self) {
        self.set(None);
    }

    /// What a call failed of.
    pub(super) fn of_call(&self, error: &RedisError) -> StoreFault {
        let last = || *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match fault(error) {
            Some(StoreFault::Unreachable) | None => last().unwrap_or(StoreFault::Unreachable),
            Some(fault) => fault,
        }
    }

    fn set(&self, fault: Option<StoreFault>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = fault;
    }
}

/// Codes with which an answer of Redis begins.
const CODES: [(&str, StoreFault); 16] = [
    ("NOAUTH", StoreFault::Auth),
    ("WRONGPASS", StoreFault::Auth),
    ("NOPERM", StoreFault::Forbidden),
    ("READONLY", StoreFault::ReadOnly),
    ("OOM", StoreFault::Full),
    ("MISCONF", StoreFault::Disk),
    ("NOREPLICAS", StoreFault::Replicas),
    ("LOADING", StoreFault::Loading),
    ("MASTERDOWN", StoreFault::ReadOnly),
    ("CLUSTERDOWN", StoreFault::ClusterDown),
    ("TRYAGAIN", StoreFault::ClusterDown),
    ("DENIED", StoreFault::ProtectedMode),
    ("NOGOODSLAVE", StoreFault::NoMaster),
    ("CROSSSLOT", StoreFault::KeysApart),
    ("BUSY", StoreFault::Slow),
    ("NOPROTO", StoreFault::Unsupported),
];

/// Words of answers that have no code of their own (`ERR`), and of errors of the system, of rustls and of
/// fred.
const WORDS: [(&str, StoreFault); 20] = [
    ("without any password configured", StoreFault::Auth),
    ("invalid password", StoreFault::Auth),
    ("ACL failure in script", StoreFault::Forbidden),
    ("executing the script can't", StoreFault::Forbidden),
    ("DB index", StoreFault::Database),
    ("SELECT is not allowed", StoreFault::Database),
    ("max number of clients", StoreFault::TooManyClients),
    ("cluster support disabled", StoreFault::NotACluster),
    ("missing cluster state", StoreFault::ClusterDown),
    ("same slot", StoreFault::KeysApart),
    ("bad lua script", StoreFault::Unsupported),
    ("unknown command", StoreFault::Unsupported),
    ("connect to all sentinel nodes", StoreFault::Sentinels),
    ("Missing primary address", StoreFault::NoMaster),
    ("No such master", StoreFault::NoMaster),
    ("Invalid role", StoreFault::NoMaster),
    ("failed to lookup address", StoreFault::UnknownHost),
    ("InvalidCertificate", StoreFault::Tls),
    ("kind: InvalidData", StoreFault::Tls),
    ("ConnectionRefused", StoreFault::Unreachable),
];

/// The cause, where the error tells one.
fn fault(error: &RedisError) -> Option<StoreFault> {
    let details = error.details();
    let code = details.split_whitespace().next().unwrap_or_default();
    let by_code = CODES.iter().find(|(known, _)| *known == code);
    let by_words = || WORDS.iter().find(|(words, _)| details.contains(words));
    if let Some((_, fault)) = by_code.or_else(by_words) {
        return Some(*fault);
    }
    match error.kind() {
        ErrorKind::Timeout => Some(StoreFault::Slow),
        ErrorKind::Backpressure => Some(StoreFault::Busy),
        ErrorKind::Tls => Some(StoreFault::Tls),
        ErrorKind::Auth => Some(StoreFault::Auth),
        ErrorKind::Cluster | ErrorKind::Routing => Some(StoreFault::ClusterDown),
        ErrorKind::IO | ErrorKind::Canceled => None,
        ErrorKind::Sentinel => Some(StoreFault::NoMaster),
        _ => Some(StoreFault::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use menshen_model::Language;

    use super::*;
    use crate::StoreError;

    /// I5
    #[test]
    fn of_an_error_its_cause_is_told_and_nothing_that_was_asked_or_answered() {
        let error = RedisError::new(ErrorKind::InvalidArgument, "image_code:1 holds ACD36");
        let told = StoreError::Down(Faults::default().of_call(&error));
        let told = format!("{told} {told:?}");
        assert!(told.contains(StoreFault::Unknown.message(Language::OF_LOGS)), "{told}");
        assert!(!told.contains("ACD36") && !told.contains("image_code"), "{told}");
    }

    #[test]
    fn without_a_connection_the_cause_is_why_there_is_none() {
        let (faults, canceled) =
            (Faults::default(), RedisError::new(ErrorKind::Canceled, "Canceled."));
        assert_eq!(faults.of_call(&canceled), StoreFault::Unreachable);
        let wrong = RedisError::new(ErrorKind::Auth, "WRONGPASS invalid username-password pair");
        faults.not_connected(&wrong);
        assert_eq!(faults.of_call(&canceled), StoreFault::Auth);
        let slow = RedisError::new(ErrorKind::Timeout, "Request timed out.");
        assert_eq!(faults.of_call(&slow), StoreFault::Slow);
        faults.not_connected(&slow);
        assert_eq!(faults.of_call(&canceled), StoreFault::Unreachable);
        faults.connected();
        assert_eq!(faults.of_call(&canceled), StoreFault::Unreachable);
    }
}
