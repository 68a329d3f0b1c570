//! Makes the module for a page's proof of work, which the server carries: `crates/work` for WebAssembly, small,
//! quick, and as it is and compressed. Here, so that there is no way to build a server without it.

use std::{
    env,
    error::Error,
    fs::{self, File},
    io::Write,
    path::Path,
    process::Command,
};

use flate2::{Compression, write::GzEncoder};

/// Memory that it may have: the most that work is asked for (32 MiB), its stack, and what is left over. What a
/// module does not declare it can't take, and phones refuse some that declare much.
const MAX_MEMORY: u32 = 35 * 1024 * 1024;

fn main() -> Result<(), Box<dyn Error>> {
    for source in ["build.rs", "crates/work/src", "crates/work/Cargo.toml", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={source}");
    }
    // The page's own program has no use for it.
    if env::var_os("CARGO_FEATURE_SSR").is_none() {
        return Ok(());
    }
    // A static program relocates itself when it starts. Packed, the list of places has a bit for most of them instead
    // of 24 bytes, which is 1 MB less.
    if env::var_os("CARGO_CFG_TARGET_ENV").is_some_and(|it| it == "musl") {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
    let [out, cargo] = ["OUT_DIR", "CARGO"].map(|name| env::var_os(name).unwrap_or_default());
    let out = Path::new(&out);
    // Flags and wrappers of this build, such as a linter or a sanitizer, are none of that one; only what a release
    // takes out of all its programs is.
    let flags = env::var_os("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    let flags = flags.to_string_lossy();
    let is_wanted = |flag: &&str| flag.starts_with("--remap-path-prefix=");
    let memory = format!("-Clink-arg=--max-memory={MAX_MEMORY}");
    let flags: Vec<_> = flags.split('\u{1f}').filter(is_wanted).chain([&*memory]).collect();
    // Of its own: the one of this build is locked.
    let target = out.join("work");
    let status = Command::new(cargo)
        .args(["build", "--quiet", "--package", "menshen-work", "--lib"])
        .args(["--profile", "wasm-work", "--target", "wasm32-unknown-unknown", "--target-dir"])
        .arg(&target)
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
        .env_remove("RUSTC_WORKSPACE_WRAPPER")
        .status()?;
    if !status.success() {
        return Err("crates/work could not be built for wasm32-unknown-unknown: \
                    `rustup target add wasm32-unknown-unknown`, or scripts/setup wasm"
            .into());
    }
    let module = fs::read(target.join("wasm32-unknown-unknown/wasm-work/menshen_work.wasm"))?;
    fs::write(out.join("work.wasm"), &module)?;
    let mut gzip = GzEncoder::new(File::create(out.join("work.wasm.gz"))?, Compression::best());
    gzip.write_all(&module)?;
    gzip.finish()?;
    Ok(())
}
