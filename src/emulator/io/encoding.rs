//! How the content of a queue message stands in its text (`extensions.queues.messageEncoding`).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::emulator::plan::Config;

/// What the text of a message is on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Base64 of the content; the default.
    Base64,
    /// The content itself.
    Plain,
}

impl Encoding {
    /// `messageEncoding` of host.json.
    pub fn read(config: &Config) -> Encoding {
        match config.get("extensions:queues:messageEncoding") {
            Some(text) if text.eq_ignore_ascii_case("none") => Encoding::Plain,
            _ => Encoding::Base64,
        }
    }

    /// The content as it goes on the wire.
    pub fn encode(self, content: &[u8]) -> String {
        match self {
            Encoding::Base64 => STANDARD.encode(content),
            Encoding::Plain => String::from_utf8_lossy(content).into_owned(),
        }
    }

    /// The content of a text from the wire; `None` when it is not base64 but should be.
    pub fn decode(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Encoding::Base64 => STANDARD.decode(text.trim()).ok(),
            Encoding::Plain => Some(text.as_bytes().to_vec()),
        }
    }
}
