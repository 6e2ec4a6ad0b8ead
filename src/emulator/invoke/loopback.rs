//! Small servers on loopback for the tests of forwarding and proxying.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use super::client::Client;
use super::{forward, proxy};
use crate::app::Direction;
use crate::bindings::route::Template;
use crate::emulator::body::{self, Body};
use crate::emulator::event::{Event, Events, Mode, Record};
use crate::emulator::handler::Handler;
use crate::emulator::plan::{
    AuthLevel, Binding, Config, Environment, Function, HandlerPlan, Http, Plan,
};
use crate::emulator::storage::Accounts;
use crate::emulator::{Host, Options};

/// A host around a handler, and a front end that passes everything to one function.
pub(super) struct Loopback {
    /// Where the front end listens.
    pub front: SocketAddr,
    events: mpsc::Receiver<Event>,
}

/// What a test may want different.
pub(super) struct Setup {
    pub strict: bool,
    pub legacy: bool,
    pub forwarding: bool,
    pub exchanges: bool,
    pub body_limit: u64,
    pub timeout: Option<Duration>,
}

impl Default for Setup {
    fn default() -> Self {
        Setup {
            strict: false,
            legacy: false,
            forwarding: true,
            exchanges: false,
            body_limit: 1 << 30,
            timeout: None,
        }
    }
}

impl Loopback {
    /// A front end for a handler at `handler`.
    pub(super) async fn start(mode: Mode, handler: SocketAddr, setup: Setup) -> Loopback {
        let (events, receiver) = Events::new(setup.exchanges);
        let host = Arc::new(host(handler, events, &setup));
        let function = Arc::new(function(mode));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let front = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(connection(stream, Arc::clone(&host), Arc::clone(&function)));
            }
        });
        Loopback {
            front,
            events: receiver,
        }
    }

    /// The record of the next invocation that ends.
    pub(super) async fn record(&mut self) -> Record {
        let next = tokio::time::timeout(Duration::from_secs(20), self.events.recv());
        match next.await.unwrap().unwrap() {
            Event::Invocation(record) => *record,
            other => panic!("{other:?}"),
        }
    }

    /// Sends text on a new connection and gives back all that comes until its end.
    pub(super) async fn raw(&self, request: &str) -> String {
        raw(self.front, request).await
    }
}

/// Sends text on a new connection and gives back all that comes until its end.
pub(super) async fn raw(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A connection that is reset has told what it had to tell.
    let read = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer));
    let _ = read.await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

async fn connection(stream: TcpStream, host: Arc<Host>, function: Arc<Function>) {
    let service = hyper::service::service_fn(move |request| {
        let (host, function) = (Arc::clone(&host), Arc::clone(&function));
        async move {
            Ok::<_, Infallible>(match function.mode {
                Mode::Proxy => proxy::serve(&host, &function, request.map(body::stream)).await,
                _ => forward::serve(&host, &function, request.map(body::stream)).await,
            })
        }
    });
    let _ = hyper::server::conn::http1::Builder::new()
        .preserve_header_case(true)
        .title_case_headers(true)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades()
        .await;
}

fn host(handler: SocketAddr, events: Events, setup: &Setup) -> Host {
    Host {
        plan: Arc::new(plan(setup)),
        options: Arc::new(Options {
            address: [127, 0, 0, 1].into(),
            port: 0,
            strict: setup.strict,
            key: None,
            cors: Vec::new(),
            cors_credentials: false,
        }),
        handler: Handler::ready_at(handler),
        client: Client::default(),
        storage: Arc::new(Accounts::new("/".into(), Environment::default())),
        captured: Arc::default(),
        in_flight: Default::default(),
        events,
    }
}

fn plan(setup: &Setup) -> Plan {
    let handler = HandlerPlan {
        executable: "handler".into(),
        written: "handler".into(),
        arguments: Vec::new(),
        worker_path: None,
        worker_arguments: Vec::new(),
        working_directory: "/".into(),
        root: "/".into(),
        port: None,
        initialization_timeout: Duration::from_secs(30),
        stderr_is_error: false,
        legacy: setup.legacy,
        forwarding: setup.forwarding,
        proxying: false,
    };
    Plan {
        root: "/".into(),
        config: Config::default(),
        environment: Environment::default(),
        handler: Some(handler),
        functions: Vec::new(),
        function_errors: Vec::new(),
        host_errors: Vec::new(),
        warnings: Vec::new(),
        route_prefix: "api".into(),
        function_timeout: setup.timeout,
        retry: None,
        body_limit: setup.body_limit,
    }
}

fn function(mode: Mode) -> Function {
    let trigger = Binding {
        name: "req".into(),
        kind: "httpTrigger".into(),
        direction: Direction::In,
        data_type: None,
        many: false,
        properties: serde_json::Map::new(),
    };
    Function {
        name: "Orders".into(),
        place: "Orders/function.json".into(),
        bindings: vec![trigger.clone()],
        trigger,
        mode,
        http: Some(Http {
            route: "{*all}".into(),
            template: Template::default(),
            methods: None,
            auth: AuthLevel::Anonymous,
        }),
        disabled: false,
        retry: None,
        document: serde_json::Value::Null,
        generated: false,
    }
}

/// A handler that answers every request with what `answer` makes of it.
pub(super) async fn handler<F, R>(answer: F) -> SocketAddr
where
    F: Fn(Request<Incoming>) -> R + Clone + Send + 'static,
    R: Future<Output = Response<Body>> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve_handler(listener, answer));
    address
}

/// Serves a handler on a listener.
pub(super) async fn serve_handler<F, R>(listener: TcpListener, answer: F)
where
    F: Fn(Request<Incoming>) -> R + Clone + Send + 'static,
    R: Future<Output = Response<Body>> + Send + 'static,
{
    while let Ok((stream, _)) = listener.accept().await {
        let answer = answer.clone();
        let service = hyper::service::service_fn(move |request| {
            let response = answer(request);
            async move { Ok::<_, Infallible>(response.await) }
        });
        let connection = hyper::server::conn::http1::Builder::new()
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades();
        tokio::spawn(connection);
    }
}

/// A handler that answers the head and `Content-Length` body of each connection's only request
/// with fixed bytes, and then hangs up. Gives the raw requests it got.
pub(super) async fn scripted(answer: &'static str) -> (SocketAddr, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, receiver) = mpsc::channel(100);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let request = read_request(&mut stream).await;
            let _ = sender.send(request).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (address, receiver)
}

/// Reads one request with its body, as text.
pub(super) async fn read_request(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    let mut chunk = [0; 4096];
    while let Ok(read @ 1..) = stream.read(&mut chunk).await {
        text.extend_from_slice(&chunk[..read]);
        if is_whole(&String::from_utf8_lossy(&text)) {
            break;
        }
    }
    String::from_utf8_lossy(&text).into_owned()
}

fn is_whole(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else {
        return false;
    };
    let headers = fields(head);
    match headers.get("content-length") {
        Some(length) => body.len() >= length.parse().unwrap(),
        None => !headers.contains_key("transfer-encoding") || body.ends_with("0\r\n\r\n"),
    }
}

/// The headers of a message in text, by lower-case name.
pub(super) fn fields(message: &str) -> HashMap<String, String> {
    let head = message.split("\r\n\r\n").next().unwrap_or_default();
    let lines = head.split("\r\n").skip(1);
    let fields = lines.filter_map(|line| line.split_once(": "));
    fields
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect()
}

/// A whole body.
pub(super) async fn bytes(body: Incoming) -> Bytes {
    body.collect().await.unwrap().to_bytes()
}

/// A `200` with text.
pub(super) fn text(text: impl Into<Bytes>) -> Response<Body> {
    Response::new(crate::emulator::body::full(text.into()))
}

/// A client's request and its whole answer.
pub(super) async fn fetch(
    address: SocketAddr,
    request: Request<Full<Bytes>>,
) -> (hyper::http::response::Parts, Bytes) {
    let stream = TcpStream::connect(address).await.unwrap();
    let io = TokioIo::new(stream);
    let (mut sender, connection) = hyper::client::conn::http1::handshake(io).await.unwrap();
    tokio::spawn(connection);
    let (parts, body) = sender.send_request(request).await.unwrap().into_parts();
    (parts, bytes(body).await)
}
