//! What the document loads: the style sheet, the island's program, and the script that starts it.

use std::{env, fs, io};

use leptos::{nonce::use_nonce, prelude::*};

/// Starts the islands of a page: loads their program and calls each by its name. Leptos has a
/// script for this, too; it is six times as long, since it also walks islands inside of islands,
/// and it waits until the browser is idle, which is when the picture should be there already.
///
/// A program that fails to load, or takes longer than 8 s, leaves the page to its plain forms: what
/// stands in `noscript` takes its place. One that comes later still wakes the page.
const START: &str = "\
const plain=()=>document.querySelectorAll('noscript').forEach(e=>e.outerHTML=e.textContent),\
late=setTimeout(plain,8000);\
import(js).then(async m=>{\
await m.default({module_or_path:wasm});\
m.hydrate();\
for(const e of document.querySelectorAll('leptos-island'))m[e.dataset.component](e);\
clearTimeout(late)\
}).catch(plain)";

/// The addresses of the files that a build has made.
#[derive(Debug, Clone)]
pub struct SiteFiles {
    css: String,
    js: String,
    wasm: String,
}

impl SiteFiles {
    /// With the hashes of their contents in their names, where the build has put them there.
    ///
    /// # Errors
    /// When the list of the hashes, which lies beside the program, can't be read or lacks a file.
    pub fn find(options: &LeptosOptions) -> io::Result<Self> {
        let hashes = if options.hash_files {
            let folder = env::current_exe()?;
            let folder = folder.parent().unwrap_or(&folder);
            Some(fs::read_to_string(folder.join(&*options.hash_file))?)
        } else {
            None
        };
        let address = |extension: &str| {
            let (package, name) = (&options.site_pkg_dir, &options.output_name);
            let Some(hashes) = &hashes else {
                return io::Result::Ok(format!("/{package}/{name}.{extension}"));
            };
            let mut lines = hashes.lines().filter_map(|line| line.split_once(':'));
            let hash = lines.find(|(file, _)| *file == extension).map(|(_, hash)| hash.trim());
            let hash = hash.ok_or_else(|| io::Error::other(format!("no line for {extension}")))?;
            Ok(format!("/{package}/{name}.{hash}.{extension}"))
        };
        Ok(Self { css: address("css")?, js: address("js")?, wasm: address("wasm")? })
    }
}

/// The part of the head that loads them. A page without a nonce may run no script, so it loads none.
#[component]
pub(super) fn Load(files: SiteFiles) -> impl IntoView {
    let SiteFiles { css, js, wasm } = files;
    let start = format!("const js='{js}',wasm='{wasm}';{START}");
    let program = use_nonce().map(|nonce| {
        view! {
            <link rel="modulepreload" href=js nonce=nonce.clone() />
            <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin />
            <script type="module" nonce=nonce>
                {start}
            </script>
        }
    });
    view! {
        // `cargo leptos watch` looks for this id.
        <link id="leptos" rel="stylesheet" href=css />
        {program}
    }
}
