//! The pictures of a run of `menshen sample`, one after the other.

use menshen_challenge::{CodeSpec, EncodeError, MediaFile, Solution, Style, draw};
use rand::{RngCore, SeedableRng, rngs::StdRng};

/// Draws as many as are asked for. The same seed gives the same ones.
pub(super) struct Pictures {
    spec: CodeSpec,
    style: Style,
    rng: StdRng,
}

/// One picture.
pub(super) struct Drawn {
    pub(super) solution: Solution,
    /// What it was drawn from.
    pub(super) seed: [u8; 32],
    pub(super) file: MediaFile,
}

impl Pictures {
    pub(super) fn new(spec: CodeSpec, style: Style, seed: u64) -> Self {
        Self { spec, style, rng: StdRng::seed_from_u64(seed) }
    }
}

impl Iterator for Pictures {
    type Item = Result<Drawn, EncodeError>;

    fn next(&mut self) -> Option<Self::Item> {
        let solution = self.style.kind.generate(&self.spec, &mut self.rng);
        let mut seed = [0; 32];
        self.rng.fill_bytes(&mut seed);
        let file = draw(&solution, &self.spec, seed, &self.style);
        Some(file.map(|file| Drawn { solution, seed, file }))
    }
}
