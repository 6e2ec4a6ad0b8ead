//! What happens to a request, in order.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hyper::body::Incoming;
use hyper::header::{HeaderValue, SERVER};
use hyper::{HeaderMap, Method, Request, Response, StatusCode};

use super::cors::{self, Cors};
use super::dispatch::Call;
use super::site::Site;
use super::{Current, admin, answer, dispatch, framing, guard, home, path};
use crate::bindings::route::Values;
use crate::emulator::body::{self, Body};
use crate::emulator::event::Level;
use crate::emulator::plan::Function;
use crate::emulator::{Host, Options};

/// How long a request waits while the app is swapped for the next.
const SWAP_TIMEOUT: Duration = Duration::from_secs(120);

/// Where a request goes: the app, the function, and the route values.
type Target = (Arc<Site>, Arc<Function>, Values);

/// All that outlives an app.
pub(super) struct Front {
    current: Current,
    /// What the user asked for.
    pub(super) options: Arc<Options>,
    cors: Option<Cors>,
    port: u16,
    site: Mutex<Option<Arc<Site>>>,
}

impl Front {
    /// Listens on `port`.
    pub(super) fn new(current: Current, options: Arc<Options>, port: u16) -> Front {
        admin::host::begin();
        Front {
            current,
            cors: Cors::new(&options),
            options,
            port,
            site: Mutex::default(),
        }
    }

    /// Answers one request; `head` is its head as it came, if that is known.
    pub(super) async fn answer(
        &self,
        request: Request<Incoming>,
        head: Option<Vec<u8>>,
    ) -> Response<Body> {
        let mut response = self.respond(request, head).await;
        let server = response.headers_mut().entry(SERVER);
        server.or_insert(HeaderValue::from_static("Kestrel"));
        response
    }

    async fn respond(&self, request: Request<Incoming>, head: Option<Vec<u8>>) -> Response<Body> {
        if framing::is_ambiguous(&request, head.as_deref()) {
            return answer::refused();
        }
        let path = path::normal(request.uri().path()).into_owned();
        // Before function routes (H-ROUTE-15), and never with CORS headers.
        if admin::owns(&path) {
            return match guard::is_ours(&request, self.port) {
                true => Box::pin(admin::serve(self, request, &path)).await,
                false => answer::empty(StatusCode::FORBIDDEN),
            };
        }
        let Some(cors) = &self.cors else {
            return self.serve(request, head, path).await;
        };
        if cors::is_preflight(request.method(), request.headers()) {
            let response = answer::empty(StatusCode::NO_CONTENT);
            return with(response, cors.preflight(request.headers()));
        }
        let headers = cors.simple(request.headers());
        with(self.serve(request, head, path).await, headers)
    }

    async fn serve(
        &self,
        request: Request<Incoming>,
        head: Option<Vec<u8>>,
        path: String,
    ) -> Response<Body> {
        let (site, function, values) = match self.target(request.method(), &path).await {
            Ok(target) => target,
            Err(answer) => return answer,
        };
        let call = Call {
            function,
            values,
            path,
            request: request.map(body::stream),
            head,
        };
        // Boxed: it is large, and an idle connection keeps room for what is not.
        let running = Box::pin(dispatch::run(&site.host, call));
        let mut response = site.throttle.run(running).await;
        for (name, value) in &site.headers {
            let header = response.headers_mut().entry(name);
            header.or_insert_with(|| value.clone());
        }
        response
    }

    /// The function for a request, in an app whose handler takes calls, or never will.
    async fn target(&self, method: &Method, path: &str) -> Result<Target, Response<Body>> {
        loop {
            let site = self.site().await.ok_or_else(answer::not_running)?;
            if site.offline.is_set() {
                return Err(site.offline.page().await);
            }
            if !site.host.plan.host_errors.is_empty() {
                return Err(answer::not_running());
            }
            let Some((function, values)) = site.router.find(method.as_str(), path) else {
                return Err(match path {
                    "/" | "" => home::page(&site.host.plan),
                    _ => nobody_takes(&site.host, method, path),
                });
            };
            let function = Arc::clone(function);
            if self.stays(&site.host).await {
                return Ok((site, function, values));
            }
        }
    }

    /// The app, when one runs at this moment.
    pub(super) fn running(&self) -> Option<Arc<Host>> {
        self.current.borrow().clone()
    }

    /// The running app; waits while there is none.
    pub(super) async fn site(&self) -> Option<Arc<Site>> {
        let host = match self.running() {
            Some(host) => host,
            None => self.next().await?,
        };
        let mut site = self.site.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(site) = &*site
            && Arc::ptr_eq(&site.host, &host)
        {
            return Some(site.clone());
        }
        let made = Arc::new(Site::new(host));
        *site = Some(made.clone());
        Some(made)
    }

    /// Waits until the handler of `host` takes calls or never will: true. False when the next app
    /// takes its place before that.
    async fn stays(&self, host: &Arc<Host>) -> bool {
        let is_other =
            |now: &Option<Arc<Host>>| !now.as_ref().is_some_and(|now| Arc::ptr_eq(now, host));
        let replaced = async {
            // No more apps: nothing takes its place.
            let _ = self.current.clone().wait_for(is_other).await;
        };
        tokio::select! {
            biased;
            ready = host.handler.ready() => ready.is_ok() || !is_other(&self.current.borrow()),
            () = replaced => false,
        }
    }

    async fn next(&self) -> Option<Arc<Host>> {
        let mut current = self.current.clone();
        let next = current.wait_for(Option::is_some);
        let next = tokio::time::timeout(SWAP_TIMEOUT, next).await;
        next.ok()?.ok()?.clone()
    }
}

/// H-ROUTE-17, and a line for the user: a route may be misspelt.
fn nobody_takes(host: &Host, method: &Method, path: &str) -> Response<Body> {
    let line = format!("404 for `{method} {path}`: no function takes it");
    host.events.host(Level::Information, line);
    answer::empty(StatusCode::NOT_FOUND)
}

fn with(mut response: Response<Body>, headers: HeaderMap) -> Response<Body> {
    for (name, value) in &headers {
        response.headers_mut().append(name, value.clone());
    }
    response
}
