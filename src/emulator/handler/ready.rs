//! Waiting until the handler answers.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

/// The pause between two tries (H-START-25).
const PAUSE: Duration = Duration::from_millis(25);

/// How long Azure waits for a handler that accepts and stays silent: the default timeout of a
/// function, 30 minutes, and one more (H-START-29).
const SILENCE: Duration = Duration::from_secs(31 * 60);

/// How long the rest of the first answer may take.
const REST: Duration = Duration::from_secs(5);

/// How long to wait, and in what way.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// The initialization timeout.
    pub time: Duration,
    /// Count pauses instead of time, and bear silence, as Azure does (H-START-29).
    pub strict: bool,
}

/// Asks until the handler answers; false when the budget is spent (H-START-25..30).
pub async fn wait(address: SocketAddr, budget: Budget) -> bool {
    let start = Instant::now();
    let tries = budget.time.as_millis() / PAUSE.as_millis();
    let mut tried = 0;
    loop {
        let left = budget.time.saturating_sub(start.elapsed());
        let patience = if budget.strict { SILENCE } else { left };
        match answers(address, patience).await {
            Answer::Some => return true,
            Answer::Silence => return false,
            Answer::Refused => {}
        }
        tried += 1;
        let spent = if budget.strict {
            tried > tries
        } else {
            left.is_zero()
        };
        if spent {
            return false;
        }
        sleep(PAUSE).await;
    }
}

/// Asks for ever, for a handler that somebody else starts.
pub async fn wait_for_ever(address: SocketAddr) {
    while !matches!(answers(address, SILENCE).await, Answer::Some) {
        sleep(PAUSE).await;
    }
}

/// How a try ended.
enum Answer {
    /// Something came back, or the connection was closed after it was made (H-START-26).
    Some,
    /// Nothing listens (H-START-27).
    Refused,
    /// The connection was made and nothing came.
    Silence,
}

async fn answers(address: SocketAddr, patience: Duration) -> Answer {
    match timeout(patience.max(PAUSE), ask(address)).await {
        Ok(Ok(())) => Answer::Some,
        Ok(Err(_)) => Answer::Refused,
        Err(_) => Answer::Silence,
    }
}

/// `GET /` without headers of functions (H-START-28). An error means that nothing listens; a
/// connection that breaks later is an answer (H-START-26).
async fn ask(address: SocketAddr) -> io::Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    // A free port of the dynamic range can be given to the caller's own end, which then talks
    // to itself.
    if stream.local_addr()? == stream.peer_addr()? {
        return Err(io::ErrorKind::ConnectionRefused.into());
    }
    let request = format!("GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    if stream.write_all(request.as_bytes()).await.is_ok() {
        let read = stream.read(&mut [0; 64]).await;
        if read.is_ok_and(|count| count > 0) {
            tokio::spawn(timeout(REST, drain(stream)));
        }
    }
    Ok(())
}

/// Reads the rest of an answer, as the host does: a connection cut off in the middle of it makes
/// many servers print an error.
async fn drain(mut stream: TcpStream) {
    let mut buffer = [0; 4096];
    while stream.read(&mut buffer).await.is_ok_and(|count| count > 0) {}
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    const SHORT: Budget = Budget {
        time: Duration::from_millis(300),
        strict: false,
    };

    async fn server(reply: Option<&'static str>) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let mut kept = Vec::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                match reply {
                    Some(text) => drop(stream.write_all(text.as_bytes()).await),
                    None => kept.push(stream),
                }
            }
        });
        address
    }

    // H-START-26, V-46
    #[tokio::test]
    async fn any_answer_will_do() {
        for reply in ["HTTP/1.1 404 Not Found\r\n\r\n", "garbage", ""] {
            assert!(wait(server(Some(reply)).await, SHORT).await, "{reply:?}");
        }
    }

    // Many servers print an error when a caller is gone before the end of an answer.
    #[tokio::test]
    async fn the_answer_is_read_to_its_end() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 1024];
            let _ = stream.read(&mut request).await.unwrap();
            let body = vec![b'x'; 1 << 20];
            stream.write_all(b"HTTP/1.1 200 OK\r\n").await.unwrap();
            sleep(PAUSE).await;
            stream.write_all(b"\r\n").await?;
            stream.write_all(&body).await
        });
        assert!(wait(address, SHORT).await);
        assert!(server.await.unwrap().is_ok());
    }

    // H-START-27
    #[tokio::test]
    async fn a_refused_connection_is_no_answer() {
        let address = crate::emulator::handler::port::choose(None).unwrap();
        assert!(!wait(address, SHORT).await);
        let strict = Budget {
            strict: true,
            ..SHORT
        };
        assert!(!wait(address, strict).await);
    }

    // H-START-29: bounded here by the initialization timeout
    #[tokio::test]
    async fn silence_ends_with_the_budget() {
        assert!(!wait(server(None).await, SHORT).await);
    }
}
