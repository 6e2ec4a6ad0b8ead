//! Whether Azurite runs on this machine.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::net::TcpStream;

/// How long a port may take to accept a connection.
const PATIENCE: Duration = Duration::from_millis(200);

/// The ports of 127.0.0.1 among `ports` that accept no connection.
pub async fn silent(ports: &[u16]) -> Vec<u16> {
    let mut silent = Vec::new();
    for &port in ports {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let answer = tokio::time::timeout(PATIENCE, TcpStream::connect(address)).await;
        if !matches!(answer, Ok(Ok(_))) {
            silent.push(port);
        }
    }
    silent
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn a_port_is_silent_when_nobody_listens() {
        let open = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let ports = [&open, &closed].map(|it| it.local_addr().unwrap().port());
        drop(closed);
        assert_eq!(silent(&ports).await, [ports[1]]);
    }
}
