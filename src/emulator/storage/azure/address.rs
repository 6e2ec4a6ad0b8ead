//! Where a service of an account is, and how the names of things become paths there.

use hyper::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::emulator::storage::{StorageError, names};

/// Everything but the unreserved characters of RFC 3986.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// The three services of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// Blob storage.
    Blob,
    /// Queue storage.
    Queue,
    /// Table storage.
    Table,
}

impl Service {
    /// All of them.
    pub const ALL: [Service; 3] = [Service::Blob, Service::Queue, Service::Table];

    /// As in `<account>.queue.core.windows.net`.
    pub fn as_str(self) -> &'static str {
        match self {
            Service::Blob => "blob",
            Service::Queue => "queue",
            Service::Table => "table",
        }
    }

    /// The port Azurite listens on.
    pub fn azurite_port(self) -> u16 {
        match self {
            Service::Blob => 10000,
            Service::Queue => 10001,
            Service::Table => 10002,
        }
    }
}

/// The address of one service, without a `/` at its end. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Over TLS.
    pub https: bool,
    /// Host and, if given, port.
    pub authority: String,
    /// What comes before every path, such as `/devstoreaccount1`; mostly empty.
    pub base: String,
}

impl Endpoint {
    /// Reads `https://account.blob.core.windows.net` or `http://127.0.0.1:10000/account`.
    /// `None` when it is no such address.
    pub fn parse(text: &str) -> Option<Endpoint> {
        let uri: Uri = text.trim().parse().ok()?;
        let https = match uri.scheme_str()? {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let authority = uri.authority()?.as_str();
        if authority.contains('@') || uri.query().is_some() {
            return None;
        }
        Some(Endpoint {
            https,
            authority: authority.to_owned(),
            base: uri.path().trim_end_matches('/').to_owned(),
        })
    }

    /// The address of `path`, which begins with `/`.
    pub fn url(&self, path: &str) -> String {
        let scheme = if self.https { "https" } else { "http" };
        format!("{scheme}://{}{}{path}", self.authority, self.base)
    }

    /// The host without its port.
    pub fn host(&self) -> &str {
        let Some((host, port)) = self.authority.rsplit_once(':') else {
            return &self.authority;
        };
        // A bare IPv6 address ends with `]`, not with a port.
        if port.ends_with(']') {
            return &self.authority;
        }
        host
    }
}

/// Encodes one part of a path, or of a query.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, STRICT).to_string()
}

/// The path of a queue.
///
/// # Errors
/// When no queue can have that name.
pub fn queue(name: &str) -> Result<String, StorageError> {
    names::queue(name)?;
    Ok(format!("/{name}"))
}

/// The path of a container.
///
/// # Errors
/// When no container can have that name.
pub fn container(name: &str) -> Result<String, StorageError> {
    names::container(name)?;
    Ok(format!("/{name}"))
}

/// The path of a blob; its `/` stay.
///
/// # Errors
/// When the container or the name is not allowed.
pub fn blob(container: &str, name: &str) -> Result<String, StorageError> {
    names::container(container)?;
    names::blob(name)?;
    Ok(format!("/{}", names::blob_path(container, name)))
}

/// The path of a table.
///
/// # Errors
/// When no table can have that name.
pub fn table(name: &str) -> Result<String, StorageError> {
    names::table(name)?;
    Ok(format!("/{name}"))
}

/// The path of an entity: quotes in keys are doubled, then everything is encoded.
///
/// # Errors
/// When the table's name or a key is not allowed.
pub fn entity(name: &str, partition: &str, row: &str) -> Result<String, StorageError> {
    let key = |text: &str| {
        names::key(text)?;
        Ok(encode(&text.replace('\'', "''")))
    };
    Ok(format!(
        "{}(PartitionKey='{}',RowKey='{}')",
        table(name)?,
        key(partition)?,
        key(row)?
    ))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn blob_names_are_encoded_but_for_their_slashes() {
        assert_eq!(
            blob("files", "a b/c+d/100%/ä?#.txt").unwrap(),
            "/files/a%20b/c%2Bd/100%25/%C3%A4%3F%23.txt"
        );
    }

    #[test]
    fn names_that_would_address_something_else_are_refused() {
        for (container, name) in [
            ("files", ""),
            ("files", "../x"),
            ("files", "a/./b"),
            ("files", "a\\..\\b"),
        ] {
            assert!(blob(container, name).is_err(), "{name}");
        }
        for name in ["", "a/b", "..", "a?b", "ä"] {
            assert!(queue(name).is_err() && container(name).is_err() && table(name).is_err());
        }
        assert_eq!(container("$web").unwrap(), "/$web");
        assert!(entity("People", "a/b", "r").is_err());
    }

    #[test]
    fn quotes_in_keys_are_doubled_and_encoded() {
        assert_eq!(
            entity("People", "it's", "a b").unwrap(),
            "/People(PartitionKey='it%27%27s',RowKey='a%20b')"
        );
    }

    #[test]
    fn endpoints() {
        let local = Endpoint::parse("http://127.0.0.1:10000/devstoreaccount1/").unwrap();
        assert_eq!(local.base, "/devstoreaccount1");
        assert_eq!(local.host(), "127.0.0.1");
        assert_eq!(local.url("/q"), "http://127.0.0.1:10000/devstoreaccount1/q");
        let real = Endpoint::parse("https://me.blob.core.windows.net").unwrap();
        assert!(real.https && real.base.is_empty());
        assert_eq!(Endpoint::parse("http://[::1]").unwrap().host(), "[::1]");
        for bad in [
            "",
            "me.blob.core.windows.net",
            "ftp://x",
            "http://u:p@x/",
            "http://x/?a=b",
        ] {
            assert_eq!(Endpoint::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn an_encoded_name_is_plain_ascii_and_decodes_to_itself(name in "\\PC{1,40}") {
            let encoded = encode(&name);
            prop_assert!(encoded.bytes().all(|b| b.is_ascii_graphic() && !b"?#+&".contains(&b)));
            prop_assert_eq!(percent_decode_str(&encoded).decode_utf8().unwrap(), name);
        }
    }
}
