//! Refuses requests whose length or target two programs could read differently.
//!
//! hyper itself refuses differing or malformed `Content-Length`s, folded lines, and a last
//! transfer coding other than `chunked`. Here is the rest.

use hyper::header::{HOST, TRANSFER_ENCODING};
use hyper::{HeaderMap, Method, Request, Version};

/// True for a request that has to be answered with 400 and a closed connection.
pub(super) fn is_ambiguous<B>(request: &Request<B>, head: Option<&[u8]>) -> bool {
    let headers = request.headers();
    request.method() == Method::CONNECT
        || !has_one_host(headers, request.version())
        || has_odd_coding(headers)
        || (headers.contains_key(TRANSFER_ENCODING) && head.is_some_and(has_length))
}

fn has_one_host(headers: &HeaderMap, version: Version) -> bool {
    match headers.get_all(HOST).iter().count() {
        1 => true,
        0 => version < Version::HTTP_11,
        _ => false,
    }
}

/// Anything but `chunked`, once.
fn has_odd_coding(headers: &HeaderMap) -> bool {
    let codings = headers.get_all(TRANSFER_ENCODING);
    let mut codings = codings.iter();
    let chunked = |value: &[u8]| value.trim_ascii().eq_ignore_ascii_case(b"chunked");
    codings
        .next()
        .is_some_and(|value| !chunked(value.as_bytes()))
        || codings.next().is_some()
}

/// hyper drops `Content-Length` beside `Transfer-Encoding`, so the bytes must tell.
fn has_length(head: &[u8]) -> bool {
    let mut names = super::spelling::names(head);
    names.any(|name| name.eq_ignore_ascii_case(b"content-length"))
}
