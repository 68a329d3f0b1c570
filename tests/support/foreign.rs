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

    /// Runs these lines as a program, to its end.
    pub fn python_code(code: &str, arguments: &[&str]) -> Option<Output> {
        Some(Command::new(python()?).arg("-c").arg(code).args(arguments).output().unwrap())
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

    /// `None` where there is no PHP, or not what this file needs of Laravel.
    pub fn php(file: &str, needs: &str, environment: &[(&str, &str)]) -> Option<Self> {
        let has = |code| {
            let php = Command::new("php").args(["-r", code]).stdout(Stdio::null()).status();
            php.is_ok_and(|status| status.success())
        };
        if !has("exit(0);") || !(needs.is_empty() || Path::new(needs).exists()) {
            skipped("there is no PHP, or no validator of Laravel");
            return None;
        }
        Some(Self::start("php".as_ref(), file, &[], environment))
    }

    /// Compiles these sources and starts this class. `None` where there is no JDK, or the jars that are needed
    /// can't be had.
    pub fn java(
        class: &str,
        sources: &[String],
        needs_jars: bool,
        environment: &[(&str, &str)],
    ) -> Option<Self> {
        let classes = Path::new(env!("CARGO_TARGET_TMPDIR")).join(class);
        let mut path = OsString::from(&classes);
        if needs_jars {
            let Some(jars) = env::var_os("MENSHEN_JARS") else {
                skipped("MENSHEN_JARS is no folder with Spring");
                return None;
            };
            path.push(":");
            path.push(Path::new(&jars).join("*"));
        }
        let compiler = || {
            let mut javac = Command::new("javac");
            javac.args(["--release", "17"]);
            javac
        };
        let knows = compiler().arg("-version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        if !knows.is_ok_and(|status| status.success()) {
            skipped("there is no JDK 17 or later");
            return None;
        }
        let mut javac = compiler();
        javac.args(["-Xlint:all,-classfile,-path,-processing", "-Werror", "-cp"]).arg(&path);
        javac.arg("-d").arg(&classes).args(sources);
        assert!(javac.status().unwrap().success(), "{javac:?}");
        let mut java = Command::new("java");
        java.arg("-cp").arg(path).arg(class).envs(environment.iter().copied());
        Some(Self::of(java))
    }

    /// Compiles this file and starts it. `None` where there is no Go.
    pub fn go(file: &str, environment: &[(&str, &str)]) -> Option<Self> {
        if Command::new("go").arg("version").stdout(Stdio::null()).status().is_err() {
            skipped("there is no Go");
            return None;
        }
        let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(file.replace('/', "-"));
        let built = Command::new("go")
            .args(["build", "-o"])
            .arg(&program)
            .arg(Path::new(FOLDER).join(file))
            .status();
        assert!(built.unwrap().success(), "{file} does not compile");
        let mut go = Command::new(program);
        go.envs(environment.iter().copied());
        Some(Self::of(go))
    }

    fn start(
        program: &OsStr,
        file: &str,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        let mut command = Command::new(program);
        command.arg(Path::new(FOLDER).join(file)).args(arguments);
        command.envs(environment.iter().copied());
        Self::of(command)
    }

    fn of(mut command: Command) -> Self {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
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
