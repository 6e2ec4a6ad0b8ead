//! Shared Key: what is signed and how. Follows "Authorize with Shared Key" of the REST
//! documentation to the letter; nothing here sends anything.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::address::Service;

/// The parts of a request that are signed.
pub struct ToSign<'a> {
    /// `GET`.
    pub method: &'a str,
    /// All headers, names in lower case.
    pub headers: &'a [(String, String)],
    /// How long the body is.
    pub length: usize,
    /// The account's name.
    pub account: &'a str,
    /// The whole path as sent, encoded; with Azurite it begins with the account's name, which
    /// is then there twice, as documented.
    pub path: &'a str,
    /// The query, decoded.
    pub query: &'a [(&'static str, String)],
}

/// The headers between method and `x-ms-` headers for blobs and queues, in their order. The
/// length, which is empty for 0, comes after the second.
const STANDARD_HEADERS: [&str; 10] = [
    "content-encoding",
    "content-language",
    "content-md5",
    "content-type",
    "date",
    "if-modified-since",
    "if-match",
    "if-none-match",
    "if-unmodified-since",
    "range",
];

impl ToSign<'_> {
    /// The value of `Authorization`.
    pub fn authorization(&self, service: Service, key: &[u8]) -> String {
        let text = match service {
            Service::Blob | Service::Queue => self.text(),
            Service::Table => self.table_text(),
        };
        format!("SharedKey {}:{}", self.account, signature(key, &text))
    }

    /// What is signed for blobs and queues.
    fn text(&self) -> String {
        let mut lines = vec![self.method.to_owned()];
        for (index, name) in STANDARD_HEADERS.into_iter().enumerate() {
            if index == 2 {
                lines.push(length(self.length));
            }
            lines.push(self.header(name).to_owned());
        }
        lines.extend(self.canonical_headers());
        lines.push(self.canonical_path());
        lines.extend(self.canonical_query());
        lines.join("\n")
    }

    /// What is signed for tables: the date is that of `x-ms-date`, and of the query only `comp`
    /// counts.
    fn table_text(&self) -> String {
        let mut resource = self.canonical_path();
        if let Some((_, value)) = self.query.iter().find(|(name, _)| *name == "comp") {
            resource.push_str("?comp=");
            resource.push_str(value);
        }
        let lines = [
            self.method,
            self.header("content-md5"),
            self.header("content-type"),
            self.header("x-ms-date"),
            &resource,
        ];
        lines.join("\n")
    }

    fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(other, _)| other == name);
        found.map_or("", |(_, value)| value)
    }

    fn canonical_headers(&self) -> Vec<String> {
        let ours = self
            .headers
            .iter()
            .filter(|(name, _)| name.starts_with("x-ms-"));
        let mut ours: Vec<_> = ours.collect();
        ours.sort_by_key(|(name, _)| name);
        let line = |(name, value): &(String, String)| format!("{name}:{}", value.trim());
        ours.into_iter().map(line).collect()
    }

    fn canonical_path(&self) -> String {
        format!("/{}{}", self.account, self.path)
    }

    fn canonical_query(&self) -> Vec<String> {
        let lower = |(name, value): &(&str, String)| (name.to_ascii_lowercase(), value.clone());
        let mut pairs: Vec<_> = self.query.iter().map(lower).collect();
        pairs.sort();
        let line = |(name, value): (String, String)| format!("{name}:{value}");
        pairs.into_iter().map(line).collect()
    }
}

fn length(length: usize) -> String {
    match length {
        0 => String::new(),
        length => length.to_string(),
    }
}

/// HMAC-SHA256 in base64.
fn signature(key: &[u8], text: &str) -> String {
    match Hmac::<Sha256>::new_from_slice(key) {
        Ok(mac) => STANDARD.encode(mac.chain_update(text).finalize().into_bytes()),
        // HMAC takes keys of any length.
        Err(_) => String::new(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::emulator::storage::azure::connection::DEVELOPMENT_KEY;

    fn headers(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        pairs.iter().map(owned).collect()
    }

    /// The example of the documentation, "Get Container Metadata".
    #[test]
    fn the_documented_text_for_a_container() {
        let headers = headers(&[
            ("x-ms-version", "2015-02-21"),
            ("x-ms-date", "Fri, 26 Jun 2015 23:39:12 GMT"),
        ]);
        let query = [
            ("timeout", "20".to_owned()),
            ("restype", "container".to_owned()),
            ("comp", "metadata".to_owned()),
        ];
        let text = ToSign {
            method: "GET",
            headers: &headers,
            length: 0,
            account: "myaccount",
            path: "/mycontainer",
            query: &query,
        };
        assert_eq!(
            text.text(),
            "GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2015-02-21\n/myaccount/mycontainer\ncomp:metadata\nrestype:container\ntimeout:20"
        );
    }

    /// The example of the documentation, "Put Blob".
    #[test]
    fn the_documented_text_for_a_blob() {
        let headers = headers(&[
            ("content-type", "text/plain; charset=UTF-8"),
            ("x-ms-date", "Sun, 20 Sep 2009 20:36:40 GMT"),
            ("x-ms-meta-m1", "v1"),
            ("x-ms-blob-type", "BlockBlob"),
            ("x-ms-version", "2009-09-19"),
        ]);
        let text = ToSign {
            method: "PUT",
            headers: &headers,
            length: 11,
            account: "myaccount",
            path: "/mycontainer/hello.txt",
            query: &[],
        };
        assert_eq!(
            text.text(),
            "PUT\n\n\n11\n\ntext/plain; charset=UTF-8\n\n\n\n\n\n\nx-ms-blob-type:BlockBlob\nx-ms-date:Sun, 20 Sep 2009 20:36:40 GMT\nx-ms-meta-m1:v1\nx-ms-version:2009-09-19\n/myaccount/mycontainer/hello.txt"
        );
    }

    /// The documented form for tables; the account is there twice with Azurite.
    #[test]
    fn the_text_for_a_table() {
        let headers = headers(&[
            ("x-ms-date", "Sun, 11 Oct 2009 19:52:39 GMT"),
            ("content-type", "application/json"),
        ]);
        let query = [("comp", "acl".to_owned()), ("$top", "1".to_owned())];
        let text = ToSign {
            method: "PUT",
            headers: &headers,
            length: 3,
            account: "devstoreaccount1",
            path: "/devstoreaccount1/Tables",
            query: &query,
        };
        assert_eq!(
            text.table_text(),
            "PUT\n\napplication/json\nSun, 11 Oct 2009 19:52:39 GMT\n/devstoreaccount1/devstoreaccount1/Tables?comp=acl"
        );
    }

    /// RFC 4231, test case 2, and the documented text with the public key, by `openssl dgst`.
    #[test]
    fn signatures() {
        assert_eq!(
            signature(b"Jefe", "what do ya want for nothing?"),
            "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="
        );
        let key = STANDARD.decode(DEVELOPMENT_KEY).unwrap();
        let text = "GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2015-02-21\n/myaccount/mycontainer\ncomp:metadata\nrestype:container\ntimeout:20";
        assert_eq!(
            signature(&key, text),
            "1u9lui2jDxj0+fpbHjQ5m5NnastJRSYM+PSmfi8TXx4="
        );
    }
}
