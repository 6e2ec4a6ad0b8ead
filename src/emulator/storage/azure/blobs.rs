//! Block blobs and their containers.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hyper::Method;
use percent_encoding::percent_decode_str;

use super::address::{self, Service};
use super::error;
use super::http::Http;
use super::queues::time;
use super::request::{Request, Response};
use super::xml::{self, Element};
use crate::emulator::storage::{Blob, BlobItem, ErrorKind, Page, StorageError, names};

/// Up to this size a blob is written by one call.
const SINGLE: usize = 64 << 20;

/// The size of the blocks of larger ones.
const BLOCK: usize = 16 << 20;

fn request(
    method: Method,
    container: &str,
    name: &str,
    what: &str,
) -> Result<Request, StorageError> {
    let path = address::blob(container, name)?;
    let what = format!("{what} blob `{container}/{name}`");
    Ok(Request::new(Service::Blob, method, path, what))
}

fn on_container(method: Method, container: &str, what: &str) -> Result<Request, StorageError> {
    let path = address::container(container)?;
    let what = format!("{what} container `{container}`");
    Ok(Request::new(Service::Blob, method, path, what).query("restype", "container"))
}

/// Makes a container; one that is there already is fine.
pub async fn create_container(http: &Http, container: &str) -> Result<(), StorageError> {
    let request = on_container(Method::PUT, container, "create")?;
    match http.call(&request).await {
        Err(error) if error.kind != ErrorKind::Conflict => Err(error),
        _ => Ok(()),
    }
}

/// Writes a block blob, replacing what is there; a large one in blocks that appear at once.
pub async fn put(
    http: &Http,
    container: &str,
    name: &str,
    content: Vec<u8>,
    content_type: &str,
) -> Result<(), StorageError> {
    let content = Bytes::from(content);
    if content.len() > SINGLE {
        return put_blocks(http, container, name, content, content_type, BLOCK).await;
    }
    let request = request(Method::PUT, container, name, "write")?
        .header("content-type", content_type)
        .header("x-ms-blob-type", "BlockBlob")
        .body(content)
        .large();
    http.call(&request).await.map(drop)
}

/// Writes a blob in blocks of `size` bytes.
pub async fn put_blocks(
    http: &Http,
    container: &str,
    name: &str,
    content: Bytes,
    content_type: &str,
    size: usize,
) -> Result<(), StorageError> {
    let mut list = String::from("<BlockList>");
    for (index, start) in (0..content.len()).step_by(size).enumerate() {
        let id = STANDARD.encode(format!("{index:08}"));
        let end = content.len().min(start + size);
        let block = request(Method::PUT, container, name, "write")?
            .query("comp", "block")
            .query("blockid", &id)
            .body(content.slice(start..end))
            .large();
        http.call(&block).await?;
        list.push_str(&format!("<Latest>{id}</Latest>"));
    }
    list.push_str("</BlockList>");
    let commit = request(Method::PUT, container, name, "write")?
        .query("comp", "blocklist")
        .header("content-type", "application/xml")
        .header("x-ms-blob-content-type", content_type)
        .body(list);
    http.call(&commit).await.map(drop)
}

/// Reads a blob; `None` when it, or its container, is not there.
pub async fn get(http: &Http, container: &str, name: &str) -> Result<Option<Blob>, StorageError> {
    let request = request(Method::GET, container, name, "read")?.large();
    let response = match http.call(&request).await {
        Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
        answer => answer?,
    };
    let blob = blob(name, response);
    let mut blob = blob.ok_or_else(|| request.nonsense("it has no etag or date"))?;
    if !blob.metadata.is_empty()
        && let Ok(names) = metadata_names(http, container, name).await
    {
        spell(&mut blob.metadata, &names);
    }
    Ok(Some(blob))
}

/// The names of a blob's user metadata as they were written: a listing keeps the case that
/// headers lose.
async fn metadata_names(
    http: &Http,
    container: &str,
    name: &str,
) -> Result<Vec<String>, StorageError> {
    // The first name with this prefix is the prefix itself.
    let request = on_container(Method::GET, container, "list")?
        .query("comp", "list")
        .query("prefix", name)
        .query("include", "metadata")
        .query("maxresults", "1");
    let response = http.call(&request).await?;
    let root = xml::parse(&response.body).map_err(|why| request.nonsense(&why))?;
    let blob = root.child("Blobs").and_then(|it| it.child("Blob"));
    let metadata = blob.and_then(|it| it.child("Metadata"));
    let names = metadata.map_or(&[][..], |it| &it.children).iter();
    Ok(names.map(|it| it.name.clone()).collect())
}

/// Gives metadata the names that differ from its own in case only.
fn spell(metadata: &mut [(String, String)], names: &[String]) {
    for (name, _) in metadata {
        if let Some(written) = names.iter().find(|it| it.eq_ignore_ascii_case(name)) {
            name.clone_from(written);
        }
    }
}

/// Lists blobs by name, from the page `from`.
pub async fn list(
    http: &Http,
    container: &str,
    prefix: &str,
    from: Option<String>,
) -> Result<Page<BlobItem>, StorageError> {
    let mut request = on_container(Method::GET, container, "list")?
        .query("comp", "list")
        .query("prefix", prefix);
    if let Some(from) = from {
        request = request.query("marker", from);
    }
    let response = http.call(&request).await?;
    let root = xml::parse(&response.body).map_err(|why| request.nonsense(&why))?;
    let blobs = root.child("Blobs").map_or(&[][..], |it| &it.children);
    let blobs = blobs.iter().filter(|it| it.name == "Blob");
    let item = |it| item(it).ok_or_else(|| request.nonsense("a blob is incomplete"));
    let next = root
        .text_of("NextMarker")
        .filter(|marker| !marker.is_empty());
    Ok(Page {
        items: blobs.map(item).collect::<Result<_, _>>()?,
        next: next.map(str::to_owned),
    })
}

/// Removes a blob.
pub async fn delete(http: &Http, container: &str, name: &str) -> Result<(), StorageError> {
    let request = request(Method::DELETE, container, name, "delete")?;
    http.call(&request).await.map(drop)
}

/// The address of a blob, without signature.
pub fn uri(http: &Http, container: &str, name: &str) -> Result<String, StorageError> {
    let endpoint = http.account().endpoint(Service::Blob);
    let endpoint = endpoint.ok_or_else(|| error::invalid("no address of the blob service"))?;
    Ok(endpoint.url(&format!("/{}", names::blob_path(container, name))))
}

fn blob(name: &str, response: Response) -> Option<Blob> {
    let text = |value: &str| Some(value.to_owned()).filter(|value| !value.is_empty());
    let item = BlobItem {
        name: name.to_owned(),
        etag: etag(response.header("etag")?),
        modified: time(response.header("last-modified")?)?,
        length: response.body.len() as u64,
        content_type: response.header("content-type").and_then(text),
    };
    Some(Blob {
        item,
        metadata: metadata(&response),
        content: response.body.into(),
    })
}

/// User metadata. The names are in lower case: HTTP ignores their case, see [`spell`].
fn metadata(response: &Response) -> Vec<(String, String)> {
    let headers = response.headers.iter();
    let pairs = headers.filter_map(|(name, value)| {
        let name = name.as_str().strip_prefix("x-ms-meta-")?;
        Some((
            name.to_owned(),
            String::from_utf8_lossy(value.as_bytes()).into_owned(),
        ))
    });
    pairs.collect()
}

fn item(element: &Element) -> Option<BlobItem> {
    let properties = element.child("Properties")?;
    let content_type = properties
        .text_of("Content-Type")
        .filter(|it| !it.is_empty());
    Some(BlobItem {
        name: name(element.child("Name")?),
        etag: etag(properties.text_of("Etag")?),
        modified: time(properties.text_of("Last-Modified")?)?,
        length: properties.text_of("Content-Length")?.parse().ok()?,
        content_type: content_type.map(str::to_owned),
    })
}

/// A name with characters that XML cannot carry comes percent-encoded, and says so.
fn name(element: &Element) -> String {
    match element.encoded {
        true => percent_decode_str(&element.text)
            .decode_utf8_lossy()
            .into_owned(),
        false => element.text.clone(),
    }
}

fn etag(text: &str) -> String {
    text.trim_matches('"').to_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_listed_blob() {
        let blob = xml::parse(
            b"<Blob><Name Encoded=\"true\">a%EF%BF%BE</Name><Properties><Last-Modified>Wed, 09 Sep 2009 09:20:02 GMT</Last-Modified><Etag>0x8CBFF45D8A29A19</Etag><Content-Length>100</Content-Length><Content-Type>text/html</Content-Type></Properties></Blob>",
        )
        .unwrap();
        let item = item(&blob).unwrap();
        assert_eq!(item.name, "a\u{fffe}");
        assert_eq!(item.etag, "0x8CBFF45D8A29A19");
        assert_eq!(item.length, 100);
        assert_eq!(item.content_type.as_deref(), Some("text/html"));
    }
}
