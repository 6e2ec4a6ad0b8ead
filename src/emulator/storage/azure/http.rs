//! Makes calls to the service: address, signature, time limits, second attempts.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::{HeaderMap, Method, StatusCode};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;

use super::address::{Endpoint, Service, encode};
use super::connection::{Account, Credential};
use super::error;
use super::request::{Request, Response};
use super::sign::ToSign;
use super::transport::{Again, Silence, Transport};
use crate::emulator::storage::StorageError;

/// The version of the REST API that is spoken; Azurite knows it too.
const VERSION: &str = "2021-12-02";

/// How often a call is made again.
const REPEATS: u32 = 3;

/// The wait before the first repeat; doubles each time.
const PAUSE: Duration = Duration::from_millis(200);

/// An account and the connections to it.
pub struct Http {
    account: Account,
    client: Transport,
    /// The wait before the first repeat; doubles each time.
    pub(super) pause: Duration,
}

/// An attempt that failed.
struct Failed {
    error: StorageError,
    status: Option<StatusCode>,
    again: Again,
}

impl Http {
    /// Connects to nothing yet. Reads the system's certificates for `https`, so it may block
    /// for some milliseconds.
    ///
    /// # Errors
    /// When the system has no certificates to trust.
    pub fn new(account: Account) -> Result<Http, StorageError> {
        let mut endpoints = Service::ALL.iter().filter_map(|it| account.endpoint(*it));
        let client = Transport::new(endpoints.any(|endpoint| endpoint.https))?;
        Ok(Http {
            account,
            client,
            pause: PAUSE,
        })
    }

    /// The account.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// Makes a call, again where that is safe: when the service did not take it (no connection,
    /// 429, 503), and for repeatable calls also when its fate is unknown (500, no answer).
    ///
    /// # Errors
    /// By the service's answer, see [`error::refused`]; [`ErrorKind::Unavailable`] without one.
    pub async fn call(&self, request: &Request) -> Result<Response, StorageError> {
        let mut left = REPEATS;
        let mut pause = self.pause;
        let mut unsure = false;
        loop {
            let failed = match self.attempt(request).await {
                Ok(response) => return Ok(response),
                Err(failed) => failed,
            };
            if unsure && already_deleted(request, &failed) {
                return Ok(nothing());
            }
            let again = match failed.again {
                Again::No => false,
                Again::Yes => true,
                Again::Repeatable => request.repeatable,
            };
            if left == 0 || !again {
                return Err(failed.error);
            }
            unsure |= failed.again == Again::Repeatable;
            tokio::time::sleep(pause).await;
            left -= 1;
            pause *= 2;
        }
    }

    async fn attempt(&self, request: &Request) -> Result<Response, Failed> {
        let endpoint = self.endpoint(request).map_err(Failed::for_good)?;
        let message = self.message(request, endpoint).map_err(Failed::for_good)?;
        let answer = tokio::time::timeout(request.limit, self.client.exchange(message)).await;
        match answer {
            Ok(Ok(response)) if response.status.is_success() => Ok(response),
            Ok(Ok(response)) => Err(Failed::refused(&request.what, &response)),
            Ok(Err(silence)) => Err(Failed::silent(&request.what, endpoint, silence)),
            Err(_) => {
                let silence = Silence {
                    why: format!("waited {} s", request.limit.as_secs()),
                    again: Again::Repeatable,
                };
                Err(Failed::silent(&request.what, endpoint, silence))
            }
        }
    }

    fn endpoint(&self, request: &Request) -> Result<&Endpoint, StorageError> {
        self.account.endpoint(request.service).ok_or_else(|| {
            let (what, service) = (&request.what, request.service.as_str());
            error::invalid(format!(
                "cannot {what}: the connection string has no address of the {service} service"
            ))
        })
    }

    /// The signed HTTP request. Signed anew for each attempt: the date is part of it.
    fn message(
        &self,
        request: &Request,
        endpoint: &Endpoint,
    ) -> Result<hyper::Request<Full<Bytes>>, StorageError> {
        let mut headers = vec![
            ("x-ms-date".to_owned(), now()),
            ("x-ms-version".to_owned(), VERSION.to_owned()),
        ];
        let owned = |(name, value): &(&str, String)| ((*name).to_owned(), value.clone());
        headers.extend(request.headers.iter().map(owned));
        let mut query: Vec<_> = request.query.iter().map(pair).collect();
        match &self.account.credential {
            Credential::Signature(signature) => query.push(signature.clone()),
            Credential::Key(key) => {
                let signed = ToSign {
                    method: request.method.as_str(),
                    headers: &headers,
                    length: request.body.len(),
                    account: &self.account.name,
                    path: &format!("{}{}", endpoint.base, request.path),
                    query: &request.query,
                };
                let value = signed.authorization(request.service, key);
                headers.push(("authorization".to_owned(), value));
            }
        }
        let separator = if query.is_empty() { "" } else { "?" };
        let url = format!(
            "{}{separator}{}",
            endpoint.url(&request.path),
            query.join("&")
        );
        let mut message = hyper::Request::builder()
            .method(request.method.clone())
            .uri(url)
            .header("user-agent", concat!("fch/", env!("CARGO_PKG_VERSION")));
        if matches!(request.method, Method::PUT | Method::POST) {
            // The service insists on it, also for no body.
            message = message.header("content-length", request.body.len());
        }
        for (name, value) in headers {
            message = message.header(name, value);
        }
        let body = Full::new(request.body.clone());
        // The error would not say which part of the request is meant.
        message.body(body).map_err(|_| {
            error::invalid(format!(
                "cannot {}: a name or value in it is not allowed",
                request.what
            ))
        })
    }
}

impl Failed {
    fn for_good(error: StorageError) -> Failed {
        Failed {
            error,
            status: None,
            again: Again::No,
        }
    }

    fn silent(what: &str, endpoint: &Endpoint, silence: Silence) -> Failed {
        let (at, why) = (&endpoint.authority, silence.why);
        Failed {
            error: error::unavailable(format!(
                "cannot {what}: the storage service at {at} does not answer: {why}"
            )),
            status: None,
            again: silence.again,
        }
    }

    fn refused(what: &str, response: &Response) -> Failed {
        let code = error::code(response.header("x-ms-error-code"), &response.body);
        let again = match response.status.as_u16() {
            429 | 503 => Again::Yes,
            408 | 500 | 502 | 504 => Again::Repeatable,
            _ => Again::No,
        };
        Failed {
            error: error::refused(what, response.status, code.as_deref()),
            status: Some(response.status),
            again,
        }
    }
}

/// Whether an earlier attempt, whose answer was lost, has deleted what is not there now.
fn already_deleted(request: &Request, failed: &Failed) -> bool {
    request.method == Method::DELETE && failed.status == Some(StatusCode::NOT_FOUND)
}

fn nothing() -> Response {
    Response {
        status: StatusCode::NO_CONTENT,
        headers: HeaderMap::new(),
        body: Bytes::new(),
    }
}

fn pair((name, value): &(&'static str, String)) -> String {
    format!("{}={}", encode(name), encode(value))
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`.
fn now() -> String {
    let text = DateTimePrinter::new().timestamp_to_rfc9110_string(&Timestamp::now());
    // Only years beyond 9999 have no such text.
    text.unwrap_or_default()
}
