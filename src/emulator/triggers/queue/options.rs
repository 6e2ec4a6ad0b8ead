//! `extensions.queues` of host.json (H-LIM-11).

use std::time::Duration;

use crate::bindings::timespan::{self, TimeSpan};
use crate::emulator::io::Encoding;
use crate::emulator::plan::Config;

/// How messages are taken and tried again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// How many messages are taken at once, 1 to 32.
    pub batch_size: u32,
    /// More are taken when no more than this many are under way.
    pub new_batch_threshold: usize,
    /// How often a message is tried before it goes to the poison queue.
    pub max_dequeue_count: u32,
    /// How long a failed message stays hidden, in seconds.
    pub visibility_timeout: u32,
    /// The longest pause between looks at an empty queue.
    pub max_polling_interval: Duration,
    /// What the text of a message is on the wire.
    pub encoding: Encoding,
}

impl Options {
    /// Reads host.json; what is missing or out of range gets its default.
    pub fn read(config: &Config) -> Options {
        let path = |name: &str| format!("extensions:queues:{name}");
        let number = |name| config.number(&path(name));
        let span = |name| timespan::parse(config.get(&path(name))?);
        let batch_size = number("batchSize").unwrap_or(16).clamp(1, 32) as u32;
        let threshold = number("newBatchThreshold").and_then(|n| usize::try_from(n).ok());
        let most = number("maxDequeueCount").and_then(|n| u32::try_from(n).ok());
        let hide = span("visibilityTimeout").and_then(|span| u32::try_from(span.seconds).ok());
        let interval = span("maxPollingInterval").map(TimeSpan::length);
        Options {
            batch_size,
            new_batch_threshold: threshold.unwrap_or(batch_size as usize / 2),
            max_dequeue_count: most.unwrap_or(5).max(1),
            visibility_timeout: hide.unwrap_or(0),
            max_polling_interval: interval.unwrap_or(Duration::from_secs(60)),
            encoding: Encoding::read(config),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults() {
        // H-LIM-11
        let options = Options::read(&Config::default());
        assert_eq!((options.batch_size, options.new_batch_threshold), (16, 8));
        assert_eq!(
            (options.max_dequeue_count, options.visibility_timeout),
            (5, 0)
        );
        assert_eq!(options.max_polling_interval, Duration::from_secs(60));
        assert_eq!(options.encoding, Encoding::Base64);
    }

    #[test]
    fn host_json_sets_them() {
        let mut config = Config::default();
        for (name, value) in [
            ("batchSize", "100"),
            ("maxDequeueCount", "2"),
            ("visibilityTimeout", "00:00:30"),
            ("maxPollingInterval", "00:00:00.500"),
            ("messageEncoding", "None"),
        ] {
            config.set(&format!("extensions:queues:{name}"), value);
        }
        let options = Options::read(&config);
        assert_eq!((options.batch_size, options.new_batch_threshold), (32, 16));
        assert_eq!(
            (options.max_dequeue_count, options.visibility_timeout),
            (2, 30)
        );
        assert_eq!(options.max_polling_interval, Duration::from_millis(500));
        assert_eq!(options.encoding, Encoding::Plain);
    }

    #[test]
    fn base64_is_undone_or_refused() {
        assert_eq!(Encoding::Base64.encode(b"hello"), "aGVsbG8=");
        assert_eq!(Encoding::Base64.decode("aGVsbG8="), Some(b"hello".to_vec()));
        assert_eq!(Encoding::Base64.decode("hello!"), None);
        assert_eq!(Encoding::Plain.decode("hello!"), Some(b"hello!".to_vec()));
    }
}
