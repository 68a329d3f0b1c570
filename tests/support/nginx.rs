//! A real nginx for one test: on a free port of the loopback, with what it keeps in a folder of its
//! own.

use std::{
    fs,
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use super::{patience::wait_until, redis_server::free_port};

/// Stopped when dropped.
pub struct Nginx {
    port: u16,
    process: Child,
    folder: PathBuf,
}

impl Nginx {
    /// Starts one with this in its `server` block, and waits until it takes connections.
    pub fn start(server: &str) -> Self {
        // Another process may take the port between the look and the start.
        for _ in 0..5 {
            let mut nginx = Self::try_start(server);
            if nginx.is_serving() {
                return nginx;
            }
        }
        panic!("nginx did not start");
    }

    /// Passes everything on to this address, with these lines beside `proxy_pass`.
    pub fn before(upstream: &str, lines: &str) -> Self {
        Self::start(&format!("location / {{ proxy_pass {upstream}; {lines} }}"))
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    fn try_start(server: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let port = free_port();
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("menshen-nginx-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        // One process in the foreground: whoever kills it has killed all of it.
        let mut conf = "daemon off; master_process off; pid nginx.pid; error_log stderr crit;\n\
                        events {}\n\
                        http { access_log off;\n"
            .to_owned();
        for kept in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
            conf.push_str(&format!("{kept}_temp_path {kept};\n"));
        }
        conf.push_str(&format!("server {{ listen 127.0.0.1:{port};\n{server}\n}}\n}}\n"));
        fs::write(folder.join("nginx.conf"), conf).unwrap();
        // Debian puts it where only root looks.
        let mut path = std::env::var_os("PATH").unwrap_or_default();
        path.push(":/usr/sbin");
        let process = Command::new("nginx")
            .env("PATH", path)
            .args(["-e", "stderr", "-c", "nginx.conf", "-p"])
            .arg(&folder)
            .stdin(Stdio::null())
            .spawn()
            .expect("nginx, which scripts/setup installs");
        Self { port, process, folder }
    }

    fn is_serving(&mut self) -> bool {
        let (mut runs, mut serves) = (true, false);
        wait_until("nginx serves", || {
            runs = self.process.try_wait().unwrap().is_none();
            serves = TcpStream::connect(("127.0.0.1", self.port)).is_ok();
            serves || !runs
        });
        runs && serves
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
