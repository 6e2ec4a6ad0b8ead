//! Between the addresses of the protocol and paths.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use lsp_types::Uri;
use percent_encoding::percent_decode_str;

use crate::diagnostics::escaped_path;

/// The path that a `file:` address means; `None` for others, such as an untitled buffer.
pub(super) fn to_path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_str().strip_prefix("file://")?;
    let (host, path) = rest.split_at(rest.find('/')?);
    let path = percent_decode_str(path).decode_utf8().ok()?;
    if !host.is_empty() && host != "localhost" {
        return Some(PathBuf::from(format!("//{host}{path}")));
    }
    // `/C:/app` is Windows for `C:/app`.
    let drive = path.strip_prefix('/').filter(|rest| has_drive(rest));
    Some(PathBuf::from(drive.unwrap_or(&path)))
}

/// The address of an absolute path.
pub(super) fn from_path(path: &Path) -> Option<Uri> {
    let path = path.to_str()?.replace('\\', "/");
    let slash = if path.starts_with('/') { "" } else { "/" };
    let escaped = escaped_path(&path);
    Uri::from_str(&format!("file://{slash}{escaped}")).ok()
}

fn has_drive(path: &str) -> bool {
    let mut chars = path.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic()) && chars.next() == Some(':')
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn path(uri: &str) -> Option<PathBuf> {
        to_path(&Uri::from_str(uri).unwrap())
    }

    #[test]
    fn addresses_become_paths() {
        assert_eq!(
            path("file:///a%20b/host.json"),
            Some("/a b/host.json".into())
        );
        assert_eq!(
            path("file:///c%3A/app/host.json"),
            Some("c:/app/host.json".into())
        );
        assert_eq!(path("untitled:Untitled-1"), None);
    }

    #[test]
    fn paths_come_back() {
        for text in ["/a b/ä#%?.json", "/x/host.json"] {
            let uri = from_path(Path::new(text)).unwrap();
            assert_eq!(to_path(&uri), Some(text.into()), "{}", uri.as_str());
        }
    }
}
