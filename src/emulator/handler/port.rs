//! The port that the handler listens on: the fixed one, or a free one.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

/// The address that the host calls, through all restarts (H-START-03, H-START-32). A free port
/// is found by binding and closing again, which is racy, as in Azure.
///
/// # Errors
/// Why a fixed port cannot be used; an error of the whole host (H-CFG-40).
pub fn choose(fixed: Option<u16>) -> Result<SocketAddr, String> {
    let address = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    if fixed == Some(0) {
        return Err("`customHandler.port` cannot be 0".to_owned());
    }
    let bound = TcpListener::bind(address(fixed.unwrap_or(0)));
    let bound = bound.and_then(|listener| listener.local_addr());
    bound.map_err(|error| match fixed {
        Some(port) => format!("`customHandler.port` is {port}, which cannot be bound: {error}"),
        None => format!("there is no free port for the handler: {error}"),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    // H-START-03
    #[test]
    fn without_a_fixed_port_a_free_loopback_port_is_found() {
        let address = choose(None).unwrap();
        assert!(address.ip().is_loopback() && address.is_ipv4());
        assert_ne!(address.port(), 0);
    }

    // H-CFG-40, V-43
    #[test]
    fn a_fixed_port_must_be_free_and_not_zero() {
        assert!(choose(Some(0)).is_err());
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert!(choose(Some(port)).unwrap_err().contains(&port.to_string()));
        drop(taken);
        assert_eq!(choose(Some(port)).unwrap().port(), port);
    }
}
