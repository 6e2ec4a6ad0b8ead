//! The host's own headers in the host's own spelling (H-REQ-03).
//!
//! hyper writes names in lower case or as `Title-Case`, but repeats the spelling of a request it
//! has read. So it reads one, once, and every envelope goes out in that spelling.

use bytes::Bytes;
use http_body_util::Empty;
use hyper::http::Extensions;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::AsyncWriteExt;
use tokio::sync::{OnceCell, mpsc};

/// The names as .NET's client sends them.
const EXAMPLE: &[u8] = b"GET / HTTP/1.1\r\n\
    Host: 127.0.0.1\r\n\
    Content-Type: x\r\n\
    X-Azure-Functions-InvocationId: x\r\n\
    X-Azure-Functions-HostVersion: x\r\n\
    User-Agent: x\r\n\
    Transfer-Encoding: chunked\r\n\
    Connection: close\r\n\
    \r\n0\r\n\r\n";

static SPELLING: OnceCell<Extensions> = OnceCell::const_new();

/// What a request must carry to be sent in that spelling.
pub async fn like_the_host() -> Extensions {
    SPELLING.get_or_init(read_example).await.clone()
}

/// Empty when it cannot be read; names are then spelled as hyper does.
async fn read_example() -> Extensions {
    let (mut client, server) = tokio::io::duplex(EXAMPLE.len() + 1024);
    let (found, mut finds) = mpsc::unbounded_channel();
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        // Nobody waits for a second one.
        let _ = found.send(request.into_parts().0.extensions);
        async { Ok::<_, std::convert::Infallible>(hyper::Response::new(Empty::<Bytes>::new())) }
    });
    let mut builder = http1::Builder::new();
    let connection = builder
        .preserve_header_case(true)
        .serve_connection(TokioIo::new(server), service);
    let written = client.write_all(EXAMPLE);
    let (_, _) = tokio::join!(connection, written);
    finds.try_recv().unwrap_or_default()
}
