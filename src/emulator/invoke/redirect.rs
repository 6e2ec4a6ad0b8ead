//! Redirects of the handler, followed as .NET's client does (H-REQ-06, H-FWD-11).

use std::net::SocketAddr;

use hyper::header::LOCATION;
use hyper::http::uri::PathAndQuery;
use hyper::{HeaderMap, Method, StatusCode, Uri};

/// How many redirects are followed; the answer to the last is passed on.
pub const MOST: usize = 50;

/// Where an answer sends the caller, when that is the handler itself. Elsewhere nothing is
/// followed: the emulator calls nobody but the handler.
pub fn target(
    status: StatusCode,
    headers: &HeaderMap,
    from: &Uri,
    handler: SocketAddr,
) -> Option<Uri> {
    if ![300, 301, 302, 303, 307, 308].contains(&status.as_u16()) {
        return None;
    }
    let location = headers.get(LOCATION)?.to_str().ok()?;
    let location = location.split('#').next().unwrap_or_default();
    if let Some(path) = location.strip_prefix('/') {
        return (!path.starts_with('/')).then(|| location.parse().ok())?;
    }
    let absolute = location
        .parse::<Uri>()
        .ok()
        .filter(|uri| uri.scheme().is_some());
    match absolute {
        Some(uri) => of_handler(uri, handler),
        None => format!("{}{location}", folder(from.path())).parse().ok(),
    }
}

/// The path of an absolute URI if it leads to the handler.
fn of_handler(uri: Uri, handler: SocketAddr) -> Option<Uri> {
    let local = matches!(uri.host()?, "127.0.0.1" | "localhost");
    let here = local && uri.port_u16().unwrap_or(80) == handler.port();
    let path = uri.into_parts().path_and_query;
    here.then(|| Uri::from(path.unwrap_or(PathAndQuery::from_static("/"))))
}

fn folder(path: &str) -> &str {
    path.rfind('/').map_or("/", |end| &path[..=end])
}

/// The verb for the next request; `true` when the body goes with it.
pub fn method(status: StatusCode, method: &Method) -> (Method, bool) {
    match status.as_u16() {
        307 | 308 => (method.clone(), true),
        303 if method != Method::HEAD => (Method::GET, false),
        _ if method == Method::POST => (Method::GET, false),
        _ => (method.clone(), true),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn follow(location: &'static str) -> Option<String> {
        let headers = HeaderMap::from_iter([(LOCATION, location.parse().unwrap())]);
        let handler = "127.0.0.1:8080".parse().unwrap();
        let from = "/a/b?c".parse().unwrap();
        target(StatusCode::FOUND, &headers, &from, handler).map(|uri| uri.to_string())
    }

    #[test]
    fn the_handler_is_followed_and_nobody_else() {
        assert_eq!(follow("/x?y#z").unwrap(), "/x?y");
        assert_eq!(follow("next").unwrap(), "/a/next");
        assert_eq!(follow("http://127.0.0.1:8080/x").unwrap(), "/x");
        assert_eq!(follow("http://127.0.0.1:8081/x"), None);
        assert_eq!(follow("https://example.com/x"), None);
        assert_eq!(follow("//example.com/x"), None);
    }

    #[test]
    fn only_a_post_becomes_a_get() {
        // H-REQ-06
        let next = |status, verb: Method| method(StatusCode::from_u16(status).unwrap(), &verb);
        assert_eq!(next(302, Method::POST), (Method::GET, false));
        assert_eq!(next(302, Method::PUT), (Method::PUT, true));
        assert_eq!(next(303, Method::PUT), (Method::GET, false));
        assert_eq!(next(307, Method::POST), (Method::POST, true));
    }
}
