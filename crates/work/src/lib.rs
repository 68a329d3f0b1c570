//! Proof of work that asks for memory.
//!
//! A nonce is looked for with which Argon2id (RFC 9106) of `{nonce}:{mobile}` begins with so many zero bits.
//! Who looks tries a few; who checks computes one. Memory makes both cost what they cost on a phone: a
//! processor made for nothing else wins little by it. The salt is the challenge, as its text: it comes from the
//! server, which binds it to a picture and a site, and the number is what was typed, to the letter.
//!
//! Pure, and the same on every machine: `browser` is what a page calls in WebAssembly.

#[cfg(target_arch = "wasm32")]
mod browser;

use argon2::{Algorithm, Argon2, Block, Params, Version};

/// Bits in a hash's beginning that may be asked to be zero.
pub const ZERO_BITS: std::ops::RangeInclusive<u32> = 1..=16;

/// The memory that hashes are computed in. To take it anew for each would cost as much again as the hash
/// (page faults), so it is kept.
pub struct Memory(Vec<Block>);

/// Why there is no hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// There is not so much memory.
    NoMemory,
    /// The challenge or the memory is none that Argon2 takes: at least 8 bytes, and 8 KiB.
    Parameters,
}

impl Memory {
    /// So many KiB.
    ///
    /// # Errors
    /// [`Fault::NoMemory`].
    pub fn new(kib: u32) -> Result<Self, Fault> {
        let blocks = usize::try_from(kib).map_err(|_| Fault::NoMemory)?;
        let mut memory = Vec::new();
        memory.try_reserve_exact(blocks).map_err(|_| Fault::NoMemory)?;
        memory.resize(blocks, Block::default());
        Ok(Self(memory))
    }

    /// How many KiB it is.
    pub fn kib(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }

    /// The beginning of the hash, in one pass and one lane over the whole memory. What earlier hashes have left
    /// there makes no difference.
    ///
    /// # Errors
    /// [`Fault::Parameters`].
    pub fn beginning(&mut self, challenge: &str, mobile: &str, nonce: u32) -> Result<u32, Fault> {
        let mut hash = [0; 32];
        let params = Params::new(self.kib(), 1, 1, Some(hash.len()));
        let params = params.map_err(|_| Fault::Parameters)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let text = format!("{nonce}:{mobile}");
        argon2
            .hash_password_into_with_memory(
                text.as_bytes(),
                challenge.as_bytes(),
                &mut hash,
                &mut self.0,
            )
            .map_err(|_| Fault::Parameters)?;
        let [a, b, c, d, ..] = hash;
        Ok(u32::from_be_bytes([a, b, c, d]))
    }

    /// The first nonce that will do.
    ///
    /// # Errors
    /// [`Fault::Parameters`].
    pub fn solve(&mut self, challenge: &str, mobile: &str, zero_bits: u32) -> Result<u32, Fault> {
        let mut nonce = 0;
        while !is_enough(self.beginning(challenge, mobile, nonce)?, zero_bits) {
            nonce += 1;
        }
        Ok(nonce)
    }
}

/// Whether a hash that begins so is what was looked for.
pub fn is_enough(beginning: u32, zero_bits: u32) -> bool {
    beginning.leading_zeros() >= zero_bits
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHALLENGE: &str = "AAECAwQFBgcICQoLDA0ODw";
    const MOBILE: &str = "138 0013 8000";

    /// From argon2-cffi 25.1, whose Argon2 is the reference implementation:
    /// `hash_secret_raw(b"7:138 0013 8000", b"AAECAwQFBgcICQoLDA0ODw", 1, KIB, 1, 32, Type.ID).hex()[:8]`
    #[test]
    fn a_hash_begins_as_that_of_the_reference_implementation() {
        for (kib, beginning) in [(8192, 0x3d78_9053), (16_384, 0xef4d_2345), (32_768, 0x3c6f_735a)]
        {
            let hash = Memory::new(kib).unwrap().beginning(CHALLENGE, MOBILE, 7);
            assert_eq!(hash, Ok(beginning), "{kib}");
        }
    }

    #[test]
    fn what_earlier_hashes_have_left_in_the_memory_makes_no_difference() {
        let mut memory = Memory::new(64).unwrap();
        let first = memory.beginning(CHALLENGE, MOBILE, 1);
        memory.beginning("another challenge", "1", 2).unwrap();
        assert_eq!(memory.beginning(CHALLENGE, MOBILE, 1), first);
    }

    #[test]
    fn work_for_another_challenge_number_or_memory_is_another_hash() {
        let mut memory = Memory::new(64).unwrap();
        let hash = memory.beginning(CHALLENGE, MOBILE, 1);
        assert_ne!(memory.beginning("another challenge", MOBILE, 1), hash);
        assert_ne!(memory.beginning(CHALLENGE, "13800138000", 1), hash);
        assert_ne!(memory.beginning(CHALLENGE, MOBILE, 2), hash);
        assert_ne!(Memory::new(72).unwrap().beginning(CHALLENGE, MOBILE, 1), hash);
    }

    #[test]
    fn a_nonce_that_was_found_is_enough_and_those_before_it_are_not() {
        let mut memory = Memory::new(64).unwrap();
        let nonce = memory.solve(CHALLENGE, MOBILE, 6).unwrap();
        for tried in 0..=nonce {
            let beginning = memory.beginning(CHALLENGE, MOBILE, tried).unwrap();
            assert_eq!(is_enough(beginning, 6), tried == nonce);
        }
    }

    #[test]
    fn what_argon2_does_not_take_is_a_fault() {
        assert_eq!(Memory::new(64).unwrap().beginning("short", MOBILE, 1), Err(Fault::Parameters));
        assert_eq!(Memory::new(1).unwrap().beginning(CHALLENGE, MOBILE, 1), Err(Fault::Parameters));
    }
}
