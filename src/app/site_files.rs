//! What the document loads: the style sheet, the island's program, and the script that starts it.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use leptos::{nonce::use_nonce, prelude::*};

/// Starts the islands of a page: loads their program and calls each by its name, those inside of others
/// in what those have provided for them. Leptos has a script for this, too; it is several times as long,
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
for(const e of document.querySelectorAll('leptos-island')){\
e.parentElement.closest('leptos-children')?.$$on_hydrate?.();\
m[e.dataset.component](e)\
}\
clearTimeout(late)\
}).catch(plain)";

/// The addresses of the files that a build has made.
#[derive(Debug, Clone)]
pub struct SiteFiles {
    css: String,
    js: String,
    wasm: String,
}

/// Why the page could load nothing.
#[derive(Debug, thiserror::Error)]
pub enum SiteFilesError {
    /// `LEPTOS_HASH_FILES` says that there are hashes, and their list is not there.
    #[error(
        "LEPTOS_HASH_FILES: the list of the site's files, {0}, can't be read ({1}); leave the \
         setting out, or build with `make release`"
    )]
    NoList(String, io::Error),
    /// The files are not there.
    #[error(
        "the site's files are missing, such as {0}: `make site` builds them for this program when \
         you work on it, `make release` builds both for a server; of a release, keep all that was in \
         its archive together"
    )]
    Missing(String),
}

impl SiteFiles {
    /// Those of this program, and whether the hashes of their contents are in their names. They are
    /// where the build has left a list of them beside the program, unless `LEPTOS_HASH_FILES` says
    /// which. `base` is the path that the server is under.
    ///
    /// # Errors
    /// When files are not there that the page needs.
    pub fn find(options: &LeptosOptions, base: &str) -> Result<(Self, bool), SiteFilesError> {
        let list = match env::current_exe() {
            Ok(program) => program.with_file_name(&*options.hash_file),
            Err(_) => PathBuf::from(&*options.hash_file),
        };
        let read = fs::read_to_string(&list);
        let hashes = match (env::var_os("LEPTOS_HASH_FILES").is_some(), options.hash_files) {
            (true, true) => {
                let read =
                    read.map_err(|error| SiteFilesError::NoList(list.display().to_string(), error));
                Some(read?)
            }
            (true, false) => None,
            (false, _) => read.ok(),
        };
        let (package, name) = (&options.site_pkg_dir, &options.output_name);
        let address = |extension: &str| {
            let hash = hashes.iter().flat_map(|hashes| hashes.lines()).find_map(|line| {
                let (file, hash) = line.split_once(':')?;
                (file == extension).then(|| format!(".{}", hash.trim()))
            });
            let address = format!("/{package}/{name}{}.{extension}", hash.unwrap_or_default());
            let path = format!("{}{address}", options.site_root);
            if Path::new(&path).is_file() {
                Ok([base, &address].concat())
            } else {
                Err(SiteFilesError::Missing(path))
            }
        };
        let files = Self { css: address("css")?, js: address("js")?, wasm: address("wasm")? };
        Ok((files, hashes.is_some()))
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
