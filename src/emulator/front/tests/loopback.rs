//! A front end with a hand-made app, spoken to in raw bytes.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value as Json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};

use super::{function, http_function, options, plan};
use crate::emulator::event::{Event, Events};
use crate::emulator::front::serve;
use crate::emulator::handler::Handler;
use crate::emulator::plan::Plan;
use crate::emulator::storage::Accounts;
use crate::emulator::{Host, Options};

/// A front end that ends with the test.
struct Served {
    port: u16,
    events: tokio::sync::mpsc::Receiver<Event>,
    current: watch::Sender<Option<Arc<Host>>>,
    stop: Option<oneshot::Sender<()>>,
    ended: tokio::task::JoinHandle<()>,
}

async fn served(plan: Plan, options: Options) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let options = Arc::new(options);
    let (sender, events) = Events::new(false);
    let host = Host {
        storage: Arc::new(Accounts::new(plan.root.clone(), plan.environment.clone())),
        plan: Arc::new(plan),
        options: options.clone(),
        handler: Handler::none(),
        client: Default::default(),
        captured: Arc::default(),
        events: sender,
        in_flight: Default::default(),
    };
    let (current, receiver) = watch::channel(Some(Arc::new(host)));
    let (stop, stopped) = oneshot::channel::<()>();
    let stopped = async move {
        let _ = stopped.await;
    };
    Served {
        port,
        events,
        current,
        stop: Some(stop),
        ended: tokio::spawn(serve(listener, receiver, options, stopped)),
    }
}

impl Served {
    /// Sends bytes; the answer until the front end closes or is silent for a moment.
    async fn raw(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let read = stream.read_to_end(&mut answer);
        // An open connection has answered what it got when nothing comes any more.
        let _ = tokio::time::timeout(Duration::from_secs(5), read).await;
        String::from_utf8(answer).unwrap()
    }

    /// One request on a connection of its own, with more header lines.
    async fn ask(&self, line: &str, headers: &str, body: &str) -> String {
        let port = self.port;
        let length = body.len();
        let host = match headers.starts_with("Host:") {
            true => String::new(),
            false => format!("Host: localhost:{port}\r\n"),
        };
        let request = format!(
            "{line} HTTP/1.1\r\n{host}Connection: close\r\n\
             Content-Length: {length}\r\n{headers}\r\n{body}"
        );
        self.raw(&request).await
    }

    async fn status(&self, line: &str, headers: &str) -> u16 {
        status(&self.ask(line, headers, "").await)
    }
}

fn status(answer: &str) -> u16 {
    let status = answer.split(' ').nth(1).unwrap_or_default();
    status.parse().unwrap_or_default()
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").unwrap().1
}

fn json(answer: &str) -> Json {
    serde_json::from_str(body(answer)).unwrap()
}

async fn usual() -> Served {
    let mut off = http_function("Off", "off", None);
    off.disabled = true;
    let functions = vec![
        http_function("F", "F", Some(&["get", "post"])),
        off,
        function("Q", "queueTrigger"),
    ];
    served(plan(functions), options()).await
}

#[tokio::test]
async fn unknown_paths_and_verbs_are_404_without_a_body() {
    // H-ROUTE-11, H-ROUTE-17, H-RESP-48
    let front = usual().await;
    for line in [
        "GET /api/G",
        "DELETE /api/F",
        "GET /F",
        "GET /runtime/webhooks/x",
    ] {
        let answer = front.ask(line, "", "").await;
        assert_eq!((status(&answer), body(&answer)), (404, ""), "{line}");
        let head = answer.to_lowercase();
        assert!(head.contains("server: kestrel") && head.contains("date: "));
        assert!(!head.contains("allow:"));
    }
}

#[tokio::test]
async fn the_home_page_can_be_turned_off() {
    // H-ROUTE-26
    let front = usual().await;
    let page = front.ask("GET /", "", "").await;
    assert_eq!(status(&page), 200);
    assert!(page.contains("content-type: text/html"));
    let head = front.ask("HEAD /", "", "").await;
    assert_eq!((status(&head), body(&head)), (200, ""));
    for (value, expected) in [("True", 204), ("1", 200)] {
        let mut plan = plan(Vec::new());
        plan.environment.set("AzureWebJobsDisableHomepage", value);
        let front = served(plan, options()).await;
        assert_eq!(front.status("GET /", "").await, expected, "{value}");
    }
}

#[tokio::test]
async fn a_disabled_function_runs_only_for_admins() {
    // H-DISC-37, H-DISC-38, V-14
    let front = usual().await;
    assert_eq!(front.status("GET /api/off", "").await, 404);
    let keyed = front.status("GET /api/off", "x-functions-key: x\r\n").await;
    assert_ne!(keyed, 404);
}

#[tokio::test]
async fn with_keys_functions_and_the_admin_api_need_one() {
    // H-ROUTE-19, H-RESP-49, H-ADM-08, H-ADM-18
    let mut locked = http_function("F", "F", None);
    if let Some(http) = &mut locked.http {
        http.auth = crate::emulator::plan::AuthLevel::Function;
    }
    let options = Options {
        key: Some("k".into()),
        ..options()
    };
    let front = served(plan(vec![locked]), options).await;
    let refused = front.ask("GET /api/F", "", "").await;
    assert_eq!((status(&refused), body(&refused)), (401, ""));
    assert_ne!(front.status("GET /api/F?code=k", "").await, 401);
    assert_eq!(front.status("GET /admin/functions", "").await, 401);
    assert_eq!(front.status("GET /admin/functions?code=k", "").await, 200);
    assert_eq!(front.status("GET /admin/host/ping", "").await, 200);
    assert_eq!(front.status("GET /admin/host/keys?code=k", "").await, 404);
}

#[tokio::test]
async fn functions_are_listed_and_found_in_any_case() {
    // H-ADM-01, H-ADM-02, H-ADM-04, H-ADM-16
    let front = usual().await;
    let list = json(&front.ask("GET /admin/functions", "", "").await);
    let names: Vec<_> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|f| &f["name"])
        .collect();
    assert_eq!(names, ["F", "Off", "Q"]);
    let one = json(&front.ask("GET /admin/functions/off", "", "").await);
    assert_eq!(one["isDisabled"], true);
    let address = format!("http://localhost:{}/api/off", front.port);
    assert_eq!(one["invoke_url_template"], address);
    assert_eq!(list[2]["invoke_url_template"], Json::Null);
    assert_eq!(front.status("GET /admin/functions/G", "").await, 404);
    let status = front.ask("GET /admin/functions/q/status", "", "").await;
    assert_eq!(body(&status), "{}");
    assert_eq!(front.status("GET /admin/functions/G/status", "").await, 404);
    assert_eq!(front.status("DELETE /admin/functions/F", "").await, 501);
}

#[tokio::test]
async fn firing_checks_the_name_and_the_body() {
    // H-ADM-03, V-71
    let front = usual().await;
    let fire = async |name: &str, body: &str| {
        let line = format!("POST /admin/functions/{name}");
        status(
            &front
                .ask(&line, "Content-Type: application/json\r\n", body)
                .await,
        )
    };
    assert_eq!(fire("Q", r#"{"input":"hi"}"#).await, 202);
    assert_eq!(fire("q", "").await, 400);
    assert_eq!(fire("Q", "null").await, 400);
    assert_eq!(fire("None", r#"{"input":"hi"}"#).await, 404);
}

#[tokio::test]
async fn our_own_endpoints_answer() {
    let front = usual().await;
    let status = json(&front.ask("GET /admin/fch/status", "", "").await);
    assert_eq!(status["pid"], std::process::id());
    assert_eq!(status["handler"], serde_json::Value::Null);
    let outputs = front.ask("GET /admin/fch/outputs", "", "").await;
    assert_eq!(body(&outputs), "[]");
    assert_eq!(front.status("POST /admin/fch/invoke/None", "").await, 404);
    assert_eq!(front.status("POST /admin/fch/invoke/F", "").await, 400);
}

#[tokio::test]
async fn a_host_with_errors_answers_503_and_says_so_in_its_status() {
    // H-HOST-11, H-RESP-50, V-23
    let mut plan = plan(vec![http_function("F", "F", None)]);
    plan.host_errors.push("no version".into());
    let front = served(plan, options()).await;
    let answer = front.ask("GET /api/F", "", "").await;
    let text = "Function host is not running.";
    assert_eq!((status(&answer), body(&answer)), (503, text));
    let status = json(&front.ask("GET /admin/host/status", "", "").await);
    assert_eq!(status["state"], "Error");
    assert_eq!(status["errors"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn app_offline_takes_the_app_off_line() {
    // H-HOST-12
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("app_offline.htm"), "<p>later</p>").unwrap();
    let mut plan = plan(vec![http_function("F", "F", None)]);
    plan.root = folder.path().to_owned();
    let front = served(plan, options()).await;
    let answer = front.ask("GET /api/F", "", "").await;
    assert_eq!((status(&answer), body(&answer)), (503, "<p>later</p>"));
    assert!(answer.contains("content-type: text/html"));
}

#[tokio::test]
async fn web_pages_cannot_use_the_admin_api() {
    let front = usual().await;
    let line = "POST /admin/host/restart";
    for headers in [
        "Host: evil.example\r\n",
        "Origin: http://evil.example\r\n",
        "Origin: null\r\n",
        "Sec-Fetch-Site: cross-site\r\n",
    ] {
        assert_eq!(front.status(line, headers).await, 403, "{headers}");
        let dots = "POST /api/%2E%2e/Admin/host/restart";
        assert_eq!(front.status(dots, headers).await, 403, "{headers}");
    }
    let own = format!("Origin: http://localhost:{}\r\n", front.port);
    assert_eq!(front.status(line, &own).await, 200);
}

#[tokio::test]
async fn cors_is_for_functions_only() {
    // H-ROUTE-25, V-109
    let options = Options {
        cors: vec!["http://a.com".into(), "http://b.com".into()],
        cors_credentials: true,
        ..options()
    };
    let front = served(plan(Vec::new()), options).await;
    let asked = "Origin: http://a.com\r\nAccess-Control-Request-Method: PUT\r\n";
    let answer = front.ask("OPTIONS /api/any", asked, "").await;
    assert_eq!(status(&answer), 204);
    assert!(answer.contains("access-control-allow-origin: http://a.com"));
    assert!(answer.contains("access-control-allow-credentials: true"));
    let foreign = "Origin: http://c.com\r\nAccess-Control-Request-Method: PUT\r\n";
    let answer = front.ask("OPTIONS /api/any", foreign, "").await;
    assert_eq!(status(&answer), 204);
    assert!(!answer.contains("access-control"));
    let answer = front.ask("GET /", "Origin: http://b.com\r\n", "").await;
    assert!(answer.contains("access-control-allow-origin: http://b.com"));
    let answer = front.ask("OPTIONS /admin/functions", asked, "").await;
    assert_eq!(status(&answer), 403);
    assert!(!answer.contains("access-control"));
}

#[tokio::test]
async fn what_could_be_read_in_two_ways_is_refused() {
    let front = usual().await;
    let chunk = "0\r\n\r\n";
    let next = "GET /api/F HTTP/1.1\r\nHost: x\r\n\r\n";
    for headers in [
        "Host: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Host: x\r\nTransfer-Encoding: chunked\r\ncontent-length: 5\r\n",
        "Host: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n",
        "Host: x\r\nContent-Length: 5, 6\r\n",
        "Host: x\r\nContent-Length: +5\r\n",
        "Host: x\r\nTransfer-Encoding: xchunked\r\n",
        "Host: x\r\nTransfer-Encoding: gzip, chunked\r\n",
        "Host: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Host: x\r\nTransfer-Encoding : chunked\r\n",
        "Host: x\r\nX-A: 1\r\n Transfer-Encoding: chunked\r\n",
        "Host: x\r\nHost: y\r\n",
        "",
    ] {
        let request = format!("POST / HTTP/1.1\r\n{headers}\r\n{chunk}{next}");
        let answer = front.raw(&request).await;
        assert_eq!(status(&answer), 400, "{headers}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "closed: {headers}");
    }
}

#[tokio::test]
async fn heads_are_limited() {
    let front = usual().await;
    let few: String = (0..900).map(|n| format!("X-{n}: 1\r\n")).collect();
    assert_eq!(front.status("GET /", &few).await, 200);
    let many: String = (0..10_000).map(|n| format!("X{n}: 1\r\n")).collect();
    assert_eq!(front.status("GET /", &many).await, 431);
    let long = format!("X-A: {}\r\n", "a".repeat(70_000));
    assert_eq!(front.status("GET /", &long).await, 431);
}

#[tokio::test]
async fn requests_share_a_connection() {
    let front = usual().await;
    let one = "GET /admin/host/ping HTTP/1.1\r\nHost: localhost\r\n";
    let request = format!("{one}\r\n{one}\r\n{one}Connection: close\r\n\r\n");
    let answer = front.raw(&request).await;
    assert_eq!(answer.matches("HTTP/1.1 200 OK").count(), 3);
}

#[tokio::test]
async fn too_large_a_body_is_a_500_and_told() {
    // H-LIM-07
    let mut front = usual().await;
    let answer = front.ask("POST /api/F", "", &"x".repeat(1001)).await;
    assert_eq!((status(&answer), body(&answer)), (500, ""));
    assert!(matches!(
        front.events.recv().await,
        Some(Event::Host { .. })
    ));
}

#[tokio::test]
async fn a_chunked_body_is_reported_as_lost() {
    // H-REQ-28
    let mut front = usual().await;
    let head = "POST /api/F HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
    let chunked = "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n";
    front.raw(&format!("{head}{chunked}")).await;
    let Some(Event::Invocation(record)) = front.events.recv().await else {
        panic!("no invocation");
    };
    let mut rules = record.findings.iter().map(|finding| finding.rule.name);
    assert!(rules.any(|rule| rule == "chunked-body"));
}

#[tokio::test]
async fn requests_wait_while_the_app_is_swapped() {
    let front = usual().await;
    let host = front.current.send_replace(None);
    let later = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        front.current.send_replace(host);
    };
    let (status, ()) = tokio::join!(front.status("GET /", ""), later);
    assert_eq!(status, 200);
}

#[tokio::test]
async fn it_stops_when_told() {
    let mut front = usual().await;
    drop(front.stop.take());
    let ended = tokio::time::timeout(Duration::from_secs(20), front.ended).await;
    assert!(ended.is_ok_and(|ended| ended.is_ok()));
}
