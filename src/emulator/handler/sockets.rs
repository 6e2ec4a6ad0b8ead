//! What the handler listens on, as the kernel of Linux tells it. Other systems do not.

use std::net::SocketAddr;

use super::tree::Mark;

/// The TCP addresses on which a start and its descendants listen; `None` where that cannot be
/// known. Reads files for some milliseconds.
#[cfg(target_os = "linux")]
pub fn listening(mark: &Mark) -> Option<Vec<SocketAddr>> {
    linux::listening(mark)
}

/// The TCP addresses on which a start listens: not known here.
#[cfg(not(target_os = "linux"))]
pub fn listening(_mark: &Mark) -> Option<Vec<SocketAddr>> {
    None
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeSet;
    use std::fs;
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

    use crate::emulator::handler::tree::{self, Mark};

    /// The state `LISTEN` in the kernel's tables.
    const LISTEN: &str = "0A";

    pub fn listening(mark: &Mark) -> Option<Vec<SocketAddr>> {
        let members = tree::members(mark);
        let sockets: BTreeSet<String> = members.iter().flat_map(|id| sockets(*id)).collect();
        let (tcp, tcp6) = members.iter().find_map(|id| tables(*id))?;
        let lines = tcp.lines().chain(tcp6.lines());
        let own = lines
            .filter_map(parse)
            .filter(|(_, inode)| sockets.contains(inode));
        let mut found: Vec<SocketAddr> = own.map(|(address, _)| address).collect();
        found.sort();
        found.dedup();
        Some(found)
    }

    /// The tables of the network that a process sees.
    fn tables(process: u32) -> Option<(String, String)> {
        let read = |name| fs::read_to_string(format!("/proc/{process}/net/{name}"));
        // Without IPv6 the second one is missing.
        Some((read("tcp").ok()?, read("tcp6").unwrap_or_default()))
    }

    /// The inodes of a process's sockets.
    fn sockets(process: u32) -> Vec<String> {
        let Ok(folder) = fs::read_dir(format!("/proc/{process}/fd")) else {
            return Vec::new();
        };
        let targets = folder.flatten().flat_map(|fd| fs::read_link(fd.path()));
        targets
            .filter_map(|target| {
                let inode = target.to_str()?.strip_prefix("socket:[")?;
                Some(inode.strip_suffix(']')?.to_owned())
            })
            .collect()
    }

    /// The address and the inode of a line about a listening socket.
    fn parse(line: &str) -> Option<(SocketAddr, String)> {
        let fields: Vec<&str> = line.split_whitespace().collect();
        if *fields.get(3)? != LISTEN {
            return None;
        }
        let (ip, port) = fields.get(1)?.split_once(':')?;
        let port = u16::from_str_radix(port, 16).ok()?;
        let inode = (*fields.get(9)?).to_owned();
        Some((SocketAddr::new(address(ip)?, port), inode))
    }

    /// Words of 32 bits in hexadecimal, each in the byte order of the machine.
    fn address(text: &str) -> Option<IpAddr> {
        let word = |from: usize| {
            let digits = text.get(from * 8..from * 8 + 8)?;
            let word = u32::from_str_radix(digits, 16).ok()?;
            Some(word.to_ne_bytes())
        };
        if text.len() == 8 {
            return Some(Ipv4Addr::from(word(0)?).into());
        }
        let words = [word(0)?, word(1)?, word(2)?, word(3)?];
        let bytes: [u8; 16] = words.concat().try_into().ok()?;
        Some(Ipv6Addr::from(bytes).into())
    }

    #[cfg(test)]
    #[allow(clippy::unwrap_used)]
    mod tests {
        use std::net::TcpListener;

        use super::*;

        #[test]
        fn the_own_listeners_are_found() {
            let four = TcpListener::bind("127.0.0.1:0").unwrap();
            let mark = Mark::new(std::process::id(), "an id that nobody has");
            let found = listening(&mark).unwrap();
            assert!(found.contains(&four.local_addr().unwrap()));
            if let Ok(six) = TcpListener::bind("[::1]:0") {
                let found = listening(&mark).unwrap();
                assert!(found.contains(&six.local_addr().unwrap()));
            }
        }

        #[test]
        fn a_connection_is_no_listener() {
            let line = "0: 0100007F:1F90 00000000:0000 01 0:0 0:0 0 0 0 77 1";
            assert_eq!(parse(line), None);
            assert_eq!(parse("sl local_address"), None);
        }
    }
}
