//! Writes a picture and the sound of it: `cargo run -p menshen-challenge --example draw -- FOLDER`.

use std::{env, error::Error, fs, path::PathBuf};

use menshen_challenge::{CodeSpec, Style, draw, speak};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| ".".to_owned()));
    let (spec, style) = (CodeSpec::default(), Style::default());
    // The solution comes from the system's randomness. The seed of the picture is the caller's to keep: the
    // same solution and seed give the same picture again.
    let solution = style.kind.generate(&spec, &mut rand::rng());
    let seed = rand::random();
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("code.png"), draw(&solution, &spec, seed, &style)?.bytes)?;
    if let Some(sound) = speak(style.kind, &solution, seed) {
        fs::write(folder.join("code.wav"), sound)?;
    }
    Ok(())
}
