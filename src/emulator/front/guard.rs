//! Keeps web pages away from the admin API.
//!
//! The API is open to every program on the machine, but a browser would let any page reach it:
//! across origins, or by a name that resolves to this machine (DNS rebinding).

use std::net::IpAddr;

use hyper::header::{HOST, HeaderValue, ORIGIN};
use hyper::http::uri::Authority;
use hyper::{HeaderMap, Request};

/// True when no foreign web page can have caused the request. `port` is ours.
pub(super) fn is_ours<B>(request: &Request<B>, port: u16) -> bool {
    let headers = request.headers();
    let host = match request.uri().authority() {
        Some(authority) => Some(authority.clone()),
        None => headers.get(HOST).and_then(authority),
    };
    let Some(host) = host.filter(|host| is_direct(host.host())) else {
        return false;
    };
    comes_from_here(headers) && has_own_origin(headers, &host, port)
}

fn authority(value: &HeaderValue) -> Option<Authority> {
    Authority::try_from(value.as_bytes()).ok()
}

/// A loopback name or a literal address: nobody else decides where it leads.
fn is_direct(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let host = host.to_ascii_lowercase();
    host == "localhost" || host.ends_with(".localhost") || host.parse::<IpAddr>().is_ok()
}

/// Browsers tell; other programs say nothing.
fn comes_from_here(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    matches!(site, None | Some(b"same-origin" | b"none"))
}

fn has_own_origin(headers: &HeaderMap, host: &Authority, port: u16) -> bool {
    let Some(origin) = headers.get(ORIGIN) else {
        return true;
    };
    let origin = origin.to_str().unwrap_or_default().to_ascii_lowercase();
    let own = ["localhost", "127.0.0.1", "[::1]"].map(|name| format!("http://{name}:{port}"));
    own.contains(&origin) || origin == format!("http://{host}").to_ascii_lowercase()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn ours(uri: &str, headers: &[(&str, &str)]) -> bool {
        let mut builder = Request::builder().uri(uri);
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        is_ours(&builder.body(()).unwrap(), 7071)
    }

    #[test]
    fn the_host_must_be_loopback_or_an_address() {
        for host in [
            "localhost:7071",
            "LOCALHOST",
            "app.localhost:1",
            "127.0.0.1:7071",
            "[::1]:7071",
            "192.168.0.7:7071",
        ] {
            assert!(ours("/admin", &[("host", host)]), "{host}");
        }
        for host in ["evil.example:7071", "localhost.evil.example", "", "a b"] {
            assert!(!ours("/admin", &[("host", host)]), "{host}");
        }
        assert!(!ours("/admin", &[]));
        let target = "http://evil.example/admin";
        assert!(!ours(target, &[("host", "localhost:7071")]));
    }

    #[test]
    fn the_origin_must_be_our_own() {
        let with = |origin| ours("/", &[("host", "10.0.0.1:7071"), ("origin", origin)]);
        assert!(with("http://localhost:7071") && with("http://127.0.0.1:7071"));
        assert!(with("http://10.0.0.1:7071"));
        for origin in [
            "http://evil.example",
            "null",
            "http://localhost:3000",
            "https://localhost:7071",
        ] {
            assert!(!with(origin), "{origin}");
        }
    }

    #[test]
    fn other_sites_are_refused() {
        let with = |site| ours("/", &[("host", "localhost"), ("sec-fetch-site", site)]);
        assert!(with("same-origin") && with("none"));
        assert!(!with("cross-site") && !with("same-site"));
    }
}
