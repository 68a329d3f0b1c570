//! What a page's worker calls. Numbers go in and out, one at a time: no memory is shared, so nothing here has
//! to trust an address.

use std::cell::RefCell;

use crate::Memory;

/// What was handed in, and the memory once it is there.
#[derive(Default)]
struct Work {
    bytes: Vec<u8>,
    challenge: String,
    mobile: String,
    memory: Option<Memory>,
}

thread_local! {
    static WORK: RefCell<Work> = RefCell::default();
}

/// Hands in the next byte of a text.
#[unsafe(no_mangle)]
pub extern "C" fn push(byte: u32) {
    WORK.with_borrow_mut(|work| work.bytes.extend(u8::try_from(byte)));
}

/// What was handed in is the challenge in so many bytes, then the number. Takes the memory; 0 when there is
/// not so much, or the texts are none.
#[unsafe(no_mangle)]
pub extern "C" fn begin(challenge: usize, memory_kib: u32) -> u32 {
    WORK.with_borrow_mut(|work| {
        let text = String::from_utf8(std::mem::take(&mut work.bytes)).unwrap_or_default();
        let Some((challenge, mobile)) = text.split_at_checked(challenge) else { return 0 };
        work.challenge = challenge.to_owned();
        work.mobile = mobile.to_owned();
        work.memory = Memory::new(memory_kib).ok();
        work.memory.is_some().into()
    })
}

/// The first 32 bits of the hash with this nonce. All ones, which are never enough, when there is none.
#[unsafe(no_mangle)]
pub extern "C" fn beginning(nonce: u32) -> u32 {
    WORK.with_borrow_mut(|Work { challenge, mobile, memory, .. }| {
        let memory = memory.as_mut();
        let hash = memory.and_then(|memory| memory.beginning(challenge, mobile, nonce).ok());
        hash.unwrap_or(u32::MAX)
    })
}
