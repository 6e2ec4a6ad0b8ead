//! A service in this process that answers by script, and what [`Azure`] makes of the answers.
#![allow(clippy::unwrap_used)]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::TcpListener;

use super::Azure;
use super::connection::Connection;
use crate::emulator::storage::{ErrorKind, Query, Store};

/// `None` closes the connection without an answer.
type Answer = Option<Response<Full<Bytes>>>;

struct Fake {
    address: String,
    seen: Arc<Mutex<Vec<Request<()>>>>,
}

impl Fake {
    async fn start(script: Vec<Answer>) -> Fake {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let seen = Arc::<Mutex<Vec<Request<()>>>>::default();
        let script = Arc::new(Mutex::new(VecDeque::from(script)));
        tokio::spawn(serve(listener, script, Arc::clone(&seen)));
        Fake { address, seen }
    }

    fn store(&self, credential: &str) -> Azure {
        let at = &self.address;
        store(&format!(
            "{credential};BlobEndpoint=http://{at}/me;QueueEndpoint=http://{at}/me;TableEndpoint=http://{at}/me"
        ))
    }

    /// The requests so far, as `GET /path?query`.
    fn lines(&self) -> Vec<String> {
        let seen = self.seen.lock().unwrap();
        let line = |it: &Request<()>| format!("{} {}", it.method(), it.uri());
        seen.iter().map(line).collect()
    }

    fn header(&self, index: usize, name: &str) -> Option<String> {
        let seen = self.seen.lock().unwrap();
        let value = seen[index].headers().get(name)?;
        Some(value.to_str().unwrap().to_owned())
    }
}

async fn serve(
    listener: TcpListener,
    script: Arc<Mutex<VecDeque<Answer>>>,
    seen: Arc<Mutex<Vec<Request<()>>>>,
) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let service = service_fn(|request: Request<_>| {
            let (head, _) = request.into_parts();
            seen.lock().unwrap().push(Request::from_parts(head, ()));
            let answer = script.lock().unwrap().pop_front().unwrap();
            async move { answer.ok_or("closed") }
        });
        // One connection after the other is enough; a closed one is part of the script.
        let _ = http1::Builder::new()
            .keep_alive(false)
            .serve_connection(TokioIo::new(stream), service)
            .await;
    }
}

fn store(connection: &str) -> Azure {
    let Ok(Connection::Account(account)) = Connection::parse(connection) else {
        panic!("no account");
    };
    let mut azure = Azure::new(*account).unwrap();
    azure.http.pause = Duration::from_millis(1);
    azure
}

fn answer(status: u16, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Answer {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    Some(response.body(Full::new(body.into())).unwrap())
}

fn says(status: u16, code: &str) -> Answer {
    answer(status, &[("x-ms-error-code", code)], "")
}

const KEY: &str = "AccountName=me;AccountKey=c2VjcmV0";

#[tokio::test]
async fn what_the_service_did_not_take_is_sent_again() {
    let fake = Fake::start(vec![says(503, "ServerBusy"), answer(201, &[], "")]).await;
    fake.store(KEY).put_message("jobs", "a", 0).await.unwrap();
    assert_eq!(
        fake.lines(),
        ["POST /me/jobs/messages?visibilitytimeout=0"; 2]
    );
}

#[tokio::test]
async fn a_message_is_not_put_twice() {
    for script in [vec![says(500, "InternalError")], vec![None]] {
        let fake = Fake::start(script).await;
        let error = fake
            .store(KEY)
            .put_message("jobs", "a", 0)
            .await
            .unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unavailable);
        assert_eq!(fake.lines().len(), 1);
    }
}

#[tokio::test]
async fn what_can_be_repeated_is_until_it_works_or_three_times() {
    let fake = Fake::start(vec![says(500, ""), None, answer(201, &[], "")]).await;
    let written = fake
        .store(KEY)
        .put_blob("files", "a b", vec![1], "text/plain")
        .await;
    assert_eq!(written, Ok(()));
    assert_eq!(fake.lines(), ["PUT /me/files/a%20b"; 3]);

    let fake = Fake::start((0..4).map(|_| says(500, "OperationTimedOut")).collect()).await;
    let error = fake.store(KEY).get_blob("files", "a").await.unwrap_err();
    assert_eq!(
        error.message,
        "cannot read blob `files/a`: the storage service answers 500 `OperationTimedOut`"
    );
    assert_eq!(fake.lines().len(), 4);
}

#[tokio::test]
async fn refusals_are_not_repeated() {
    let fake = Fake::start(vec![says(404, "BlobNotFound"), says(404, "BlobNotFound")]).await;
    let store = fake.store(KEY);
    assert_eq!(store.get_blob("files", "a").await, Ok(None));
    assert_eq!(
        store.delete_blob("files", "a").await.unwrap_err().kind,
        ErrorKind::NotFound
    );
    assert_eq!(fake.lines().len(), 2);
}

#[tokio::test]
async fn a_delete_whose_answer_was_lost_is_done() {
    let fake = Fake::start(vec![None, says(404, "BlobNotFound")]).await;
    assert_eq!(fake.store(KEY).delete_blob("files", "a").await, Ok(()));
}

#[tokio::test]
async fn no_error_shows_a_secret() {
    let body =
        "<Error><Code>AuthenticationFailed</Code><Message>SharedKey me:c2ln</Message></Error>";
    let fake = Fake::start(vec![answer(403, &[], body)]).await;
    let error = fake.store(KEY).queue_length("jobs").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Denied);
    assert_eq!(
        error.message,
        "cannot count the messages of queue `jobs`: the storage service answers 403 `AuthenticationFailed`"
    );
    assert!(
        fake.header(0, "authorization")
            .unwrap()
            .starts_with("SharedKey me:")
    );
}

#[tokio::test]
async fn nobody_there() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = closed.local_addr().unwrap();
    drop(closed);
    let store = store(&format!(
        "SharedAccessSignature=sig=hidden;QueueEndpoint=http://{at}"
    ));
    let error = store.put_message("jobs", "a", 0).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unavailable);
    assert!(error.message.contains(&at.to_string()), "{error}");
    assert!(!error.message.contains("hidden"), "{error}");
    let error = store.get_blob("files", "a").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Invalid);
    assert!(error.message.contains("blob service"), "{error}");
}

#[tokio::test]
async fn a_signature_goes_into_the_query() {
    let fake = Fake::start(vec![answer(201, &[], ""), answer(201, &[], "")]).await;
    let store = fake.store("SharedAccessSignature=?sv=1&sig=a%2Bb");
    store.create_queue("jobs").await.unwrap();
    store.create_container("files").await.unwrap();
    assert_eq!(
        fake.lines(),
        [
            "PUT /me/jobs?sv=1&sig=a%2Bb",
            "PUT /me/files?restype=container&sv=1&sig=a%2Bb"
        ]
    );
    assert_eq!(fake.header(0, "authorization"), None);
    assert_eq!(fake.header(0, "content-length").unwrap(), "0");
    assert_eq!(fake.header(0, "x-ms-version").unwrap(), "2021-12-02");
}

#[tokio::test]
async fn a_query_follows_its_pages() {
    let page = |key: &str| json!({"odata.metadata": "m", "value": [{"RowKey": key}]}).to_string();
    let more = [
        ("x-ms-continuation-NextPartitionKey", "1!4!YQ--"),
        ("x-ms-continuation-NextRowKey", "1 4"),
    ];
    let fake = Fake::start(vec![
        answer(200, &more, page("a")),
        answer(200, &more, page("b")),
    ])
    .await;
    let query = Query {
        partition: Some("o'x".into()),
        filter: None,
        take: Some(2),
    };
    let found = fake
        .store(KEY)
        .query_entities("People", &query)
        .await
        .unwrap();
    assert_eq!(found.len(), 2);
    let filter = "%24filter=PartitionKey%20eq%20%27o%27%27x%27";
    assert_eq!(
        fake.lines(),
        [
            format!("GET /me/People()?{filter}&%24top=2"),
            format!(
                "GET /me/People()?{filter}&%24top=1&NextPartitionKey=1%214%21YQ--&NextRowKey=1%204"
            ),
        ]
    );
}

#[tokio::test]
async fn a_listing_says_where_it_goes_on() {
    let body = "\u{feff}<EnumerationResults><Blobs><BlobPrefix><Name>x</Name></BlobPrefix></Blobs><NextMarker>2!8=</NextMarker></EnumerationResults>";
    let fake = Fake::start(vec![answer(200, &[], body), answer(200, &[], "<Enum")]).await;
    let store = fake.store(KEY);
    let page = store.list_blobs("files", "a/", None).await.unwrap();
    assert_eq!(page.next.as_deref(), Some("2!8="));
    assert!(page.items.is_empty());
    let error = store.list_blobs("files", "", page.next).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unavailable);
    assert!(fake.lines()[1].ends_with("&prefix=&marker=2%218%3D"));
}
