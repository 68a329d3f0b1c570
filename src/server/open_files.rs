//! How many files, and so connections, the system lets this process have open.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Files for all that is not a connection of a client: Redis, providers, the log, files of the site
/// that are being sent.
const OTHERS: u64 = 512;

/// Asks the system for as many as it gives. Many systems start programs with a limit of 1024, for
/// the sake of old ones, and let them raise it.
pub fn raise() {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current != maximum {
        // What can't be had is told with `connections`.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    }
}

/// How many connections there may be when `wanted` are asked for.
pub(super) fn connections(wanted: u32) -> usize {
    let wanted = u64::from(wanted);
    // `None` is no limit.
    let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let most = wanted.min(files.saturating_sub(OTHERS).max(files / 2));
    if most < wanted {
        tracing::warn!(
            most,
            open_files = files,
            "fewer connections than MAX_CONNECTIONS: raise the limit of open files"
        );
    }
    usize::try_from(most).unwrap_or(usize::MAX)
}
