//! What is in the site's files: each in memory once, however many clients are slow to read it.

use std::{
    collections::HashMap,
    ops::Range,
    path::{Component, Path, PathBuf},
};

use axum::{
    body::{Body, Bytes},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, LAST_MODIFIED},
    },
    response::Response,
};
use percent_encoding::percent_decode_str;
use tokio::sync::RwLock;

use menshen_listener::Shared;

/// All of them together; a site has 2 MB. What is past it is read from its file for each client.
const MOST: usize = 32 * 1024 * 1024;

/// Files that were asked for. They are read again when they change, as they do while somebody works
/// on them.
#[derive(Default)]
pub(crate) struct Contents(RwLock<HashMap<PathBuf, Content>>);

struct Content {
    /// When its file was changed.
    changed: HeaderValue,
    bytes: Bytes,
}

/// A file as it was when it was opened, and the part of it that is asked for.
struct Asked {
    name: PathBuf,
    changed: HeaderValue,
    length: usize,
    part: Range<usize>,
}

impl Contents {
    /// The same answer out of memory, where it has a body that is a part of a file and no change of the
    /// file comes between.
    pub(crate) async fn share(&self, root: &str, path: &str, response: Response) -> Response {
        let Some(asked) = Asked::by(path, response.status(), response.headers()) else {
            return response;
        };
        let Some(bytes) = self.bytes(Path::new(root), &asked).await else { return response };
        let mut response = response.map(|_| Body::from(bytes.slice(asked.part)));
        response.extensions_mut().insert(Shared);
        response
    }

    async fn bytes(&self, root: &Path, asked: &Asked) -> Option<Bytes> {
        if let Some(bytes) = known(&*self.0.read().await, asked) {
            return Some(bytes);
        }
        // One after the other, so that a crowd does not read one file as often as there are clients.
        let mut files = self.0.write().await;
        if let Some(bytes) = known(&files, asked) {
            return Some(bytes);
        }
        files.remove(&asked.name);
        if asked.length > MOST {
            return None;
        }
        let bytes = Bytes::from(tokio::fs::read(root.join(&asked.name)).await.ok()?);
        if bytes.len() != asked.length {
            return None;
        }
        // Those of an earlier build, if there are that many. What is asked for is read again.
        if files.values().map(|file| file.bytes.len()).sum::<usize>() + bytes.len() > MOST {
            files.clear();
        }
        let content = Content { changed: asked.changed.clone(), bytes: bytes.clone() };
        files.insert(asked.name.clone(), content);
        Some(bytes)
    }
}

fn known(files: &HashMap<PathBuf, Content>, asked: &Asked) -> Option<Bytes> {
    let file = files.get(&asked.name)?;
    let is_same = file.changed == asked.changed && file.bytes.len() == asked.length;
    is_same.then(|| file.bytes.clone())
}

impl Asked {
    /// What the head of an answer says; `None` when it has no part of a file.
    fn by(path: &str, status: StatusCode, headers: &HeaderMap) -> Option<Self> {
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let here: usize = text(CONTENT_LENGTH)?.parse().ok()?;
        let (part, length) = match status {
            StatusCode::OK => (0..here, here),
            StatusCode::PARTIAL_CONTENT => range(text(CONTENT_RANGE)?)?,
            _ => return None,
        };
        if part.len() != here || part.end > length {
            return None;
        }
        let extension = match text(CONTENT_ENCODING) {
            None => "",
            Some("br") => ".br",
            Some("gzip") => ".gz",
            Some(_) => return None,
        };
        let changed = headers.get(LAST_MODIFIED)?.clone();
        Some(Self { name: name(path, extension)?, changed, length, part })
    }
}

/// The file's name under the site's root: one for all ways in which an address may write it.
fn name(path: &str, extension: &str) -> Option<PathBuf> {
    let path = percent_decode_str(path.trim_start_matches('/')).decode_utf8().ok()?;
    let mut name = PathBuf::new();
    for component in Path::new(&*path).components() {
        match component {
            Component::Normal(part) => name.push(part),
            Component::CurDir => {}
            _ => return None,
        }
    }
    let mut name = name.into_os_string();
    name.push(extension);
    Some(name.into())
}

/// `bytes 0-1/100`
fn range(header: &str) -> Option<(Range<usize>, usize)> {
    let (part, length) = header.strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = part.split_once('-')?;
    let past = last.parse::<usize>().ok()?.checked_add(1)?;
    let first = first.parse().ok().filter(|&first| first < past)?;
    Some((first..past, length.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_name_however_its_address_is_written() {
        for path in
            ["/pkg/menshen.css", "//pkg//menshen.css", "/./pkg/%6denshen.css", "/pkg/menshen.css/"]
        {
            assert_eq!(name(path, ".br"), Some(PathBuf::from("pkg/menshen.css.br")), "{path}");
        }
        assert_eq!(name("/pkg/../secret", ""), None);
    }

    #[test]
    fn a_range_is_read_as_servers_write_it() {
        assert_eq!(range("bytes 0-1/100"), Some((0..2, 100)));
        for wrong in [
            "bytes */100",
            "bytes 0-1/*",
            "bytes 2-0/100",
            "lines 0-1/100",
            "bytes 0-18446744073709551615/1",
        ] {
            assert_eq!(range(wrong), None, "{wrong}");
        }
    }
}
