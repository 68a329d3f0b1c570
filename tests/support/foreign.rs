//! Servers that are not written in Rust, from `tests/clients`.

use std::{
    env,
    ffi::{OsStr, OsString},
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Output, Stdio},
};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients");

/// A server that prints its port. Killed when dropped.
pub struct Foreign {
    pub url: String,
    process: Child,
}

impl Foreign {
    /// `None` where the packages in Python can't be had.
    pub fn python(file: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Option<Self> {
        Some(Self::start(&python()?, file, arguments, environment))
    }

    /// Runs a module as a program, to its end.
    pub fn python_module(module: &str, arguments: &[&str]) -> Option<Output> {
        Some(Command::new(python()?).arg("-m").arg(module).args(arguments).output().unwrap())
    }

    /// Runs a file as a program, to its end.
    pub fn python_program(file: &str, arguments: &[&str]) -> Option<Output> {
        let file = Path::new(FOLDER).join(file);
        Some(Command::new(python()?).arg(file).args(arguments).output().unwrap())
    }

    /// `None` where the packages from npm can't be had.
    pub fn node(file: &str, environment: &[(&str, &str)]) -> Option<Self> {
        if !Path::new(FOLDER).join("node_modules/.package-lock.json").exists() {
            skipped("the packages of tests/clients/package.json are not installed");
            return None;
        }
        Some(Self::start("node".as_ref(), file, &[], environment))
    }

    fn start(
        program: &OsStr,
        file: &str,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        let mut process = Command::new(program)
            .arg(Path::new(FOLDER).join(file))
            .args(arguments)
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut port = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut port).unwrap();
        let port: u16 = port.trim().parse().expect("a port");
        Self { url: format!("http://127.0.0.1:{port}"), process }
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn python() -> Option<OsString> {
    let python = env::var_os("MENSHEN_PYTHON");
    if python.is_none() {
        skipped("MENSHEN_PYTHON is no Python with tests/clients/requirements.txt");
    }
    python
}

#[expect(clippy::print_stderr, reason = "says that nothing was tested")]
fn skipped(why: &str) {
    eprintln!("skipped: {why}; see scripts/setup clients");
}
