//! CORS as the ASP.NET middleware does it (H-ROUTE-23..25). The admin API never gets here.

use hyper::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD,
    HeaderValue, ORIGIN, VARY,
};
use hyper::{HeaderMap, Method};

use crate::emulator::Options;

/// Which origins may read answers.
pub(super) struct Cors {
    origins: Vec<String>,
    credentials: bool,
}

impl Cors {
    /// `None` when CORS is off: no origins are given (H-ROUTE-23).
    pub(super) fn new(options: &Options) -> Option<Cors> {
        let origins = options.cors.clone();
        let any = origins == ["*"];
        (!origins.is_empty()).then_some(Cors {
            origins,
            // ASP.NET refuses `*` with credentials; nobody may read with a user's cookies.
            credentials: options.cors_credentials && !any,
        })
    }

    /// The headers for the answer to a simple request (H-ROUTE-25).
    pub(super) fn simple(&self, request: &HeaderMap) -> HeaderMap {
        let mut answer = HeaderMap::new();
        let origin = request.get(ORIGIN).and_then(|origin| self.allowed(origin));
        let Some(origin) = origin else {
            return answer;
        };
        answer.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        if self.credentials {
            let yes = HeaderValue::from_static("true");
            answer.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, yes);
        }
        if self.origins.len() > 1 {
            answer.insert(VARY, HeaderValue::from_static("Origin"));
        }
        answer
    }

    /// The headers for the answer to a pre-flight; empty for origins that are not allowed.
    pub(super) fn preflight(&self, request: &HeaderMap) -> HeaderMap {
        let mut answer = self.simple(request);
        if answer.is_empty() {
            return answer;
        }
        let echoed = [
            (ACCESS_CONTROL_REQUEST_METHOD, ACCESS_CONTROL_ALLOW_METHODS),
            (ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_ALLOW_HEADERS),
        ];
        for (asked, allowed) in echoed {
            if let Some(value) = request.get(asked) {
                answer.insert(allowed, value.clone());
            }
        }
        answer
    }

    fn allowed(&self, origin: &HeaderValue) -> Option<HeaderValue> {
        if self.origins == ["*"] {
            return Some(HeaderValue::from_static("*"));
        }
        let mut origins = self.origins.iter();
        let known = origins.any(|allowed| allowed.as_bytes() == origin.as_bytes());
        known.then(|| origin.clone())
    }
}

/// `OPTIONS` with an origin and the method that is meant.
pub(super) fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::OPTIONS
        && headers.contains_key(ORIGIN)
        && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::tests::options;
    use super::*;

    fn cors(origins: &[&str], credentials: bool) -> Option<Cors> {
        Cors::new(&Options {
            cors: origins.iter().map(|origin| (*origin).to_owned()).collect(),
            cors_credentials: credentials,
            ..options()
        })
    }

    fn request(origin: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(ORIGIN, HeaderValue::from_static(origin));
        let method = HeaderValue::from_static("PUT");
        headers.insert(ACCESS_CONTROL_REQUEST_METHOD, method);
        let names = HeaderValue::from_static("x-a, x-b");
        headers.insert(ACCESS_CONTROL_REQUEST_HEADERS, names);
        headers
    }

    #[test]
    fn it_is_off_without_origins() {
        // H-ROUTE-23
        assert!(cors(&[], true).is_none());
    }

    #[test]
    fn an_allowed_origin_is_told_what_it_may() {
        // H-ROUTE-24, H-ROUTE-25, V-109
        let cors = cors(&["http://a.com", "http://b.com"], true).unwrap();
        let answer = cors.preflight(&request("http://a.com"));
        assert_eq!(answer[ACCESS_CONTROL_ALLOW_ORIGIN], "http://a.com");
        assert_eq!(answer[ACCESS_CONTROL_ALLOW_CREDENTIALS], "true");
        assert_eq!(answer[ACCESS_CONTROL_ALLOW_METHODS], "PUT");
        assert_eq!(answer[ACCESS_CONTROL_ALLOW_HEADERS], "x-a, x-b");
        assert_eq!(answer[VARY], "Origin");
        assert!(cors.preflight(&request("http://c.com")).is_empty());
        let simple = cors.simple(&request("http://b.com"));
        assert_eq!(simple[ACCESS_CONTROL_ALLOW_ORIGIN], "http://b.com");
        assert!(!simple.contains_key(ACCESS_CONTROL_ALLOW_METHODS));
    }

    #[test]
    fn any_origin_never_gets_credentials() {
        // H-ROUTE-24
        let cors = cors(&["*"], true).unwrap();
        let answer = cors.simple(&request("http://a.com"));
        assert_eq!(answer[ACCESS_CONTROL_ALLOW_ORIGIN], "*");
        assert_eq!(answer.len(), 1);
    }

    #[test]
    fn only_options_that_ask_for_a_method_are_a_preflight() {
        let asking = request("http://a.com");
        assert!(is_preflight(&Method::OPTIONS, &asking));
        assert!(!is_preflight(&Method::GET, &asking));
        assert!(!is_preflight(&Method::OPTIONS, &HeaderMap::new()));
    }
}
