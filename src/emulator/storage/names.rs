//! What the storage service accepts as a name, a key and a message, for every store.
//!
//! Checked before a request is made, so that the embedded store refuses what Azure would
//! refuse, and so that no name leaves its place in an address.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::StorageError;

/// The longest text of a message, in bytes.
pub const MESSAGE_BYTES: usize = 64 * 1024;
/// How long a message lives when nobody removes it, in seconds: seven days.
pub const MESSAGE_SECONDS: u32 = 7 * 24 * 60 * 60;
/// The most messages one request takes.
pub const MESSAGES_AT_ONCE: u32 = 32;

const BLOB_NAME_CHARS: usize = 1024;
/// One KiB of UTF-16.
const KEY_UNITS: usize = 512;
/// What RFC 3986 calls unreserved stays as it is.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

type Checked = Result<(), StorageError>;

/// Checks a queue's name.
///
/// # Errors
/// [`ErrorKind::Invalid`](super::ErrorKind::Invalid), as everywhere in this file.
pub fn queue(name: &str) -> Checked {
    let allowed = dashed(name);
    ensure(allowed, "queue", name, DASHED_RULE)
}

/// Checks a container's name; `$root`, `$web` and `$logs` are containers too.
///
/// # Errors
/// When the name is not allowed.
pub fn container(name: &str) -> Checked {
    let allowed = dashed(name) || matches!(name, "$root" | "$web" | "$logs");
    ensure(allowed, "container", name, DASHED_RULE)
}

/// Checks a blob's name. Its segments cannot be `.` or `..`: clients and proxies resolve those
/// in an address, and the request would reach another blob or even another container.
///
/// # Errors
/// When the name is not allowed.
pub fn blob(name: &str) -> Checked {
    let length = name.chars().count();
    let refused = |c: char| matches!(c, '\0'..='\u{1f}' | '\u{81}' | '\u{e000}');
    let allowed = (1..=BLOB_NAME_CHARS).contains(&length)
        && !name.contains(refused)
        && !name
            .split(['/', '\\'])
            .any(|part| matches!(part, "." | ".."));
    let rule = "1 to 1024 characters, no control characters, no part `.` or `..`";
    ensure(allowed, "blob", name, rule)
}

/// Checks a table's name. `tables` is the service's own.
///
/// # Errors
/// When the name is not allowed.
pub fn table(name: &str) -> Checked {
    let allowed = (3..=63).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
        && !name.eq_ignore_ascii_case("tables");
    let rule = "3 to 63 letters and digits, a letter first, and not `tables`";
    ensure(allowed, "table", name, rule)
}

/// Checks a `PartitionKey` or a `RowKey`.
///
/// # Errors
/// When the key is not allowed.
pub fn key(key: &str) -> Checked {
    let refused = |c: char| matches!(c, '/' | '\\' | '#' | '?') || c.is_control();
    let allowed = key.encode_utf16().count() <= KEY_UNITS && !key.contains(refused);
    let rule = "at most 512 characters, no `/`, `\\`, `#`, `?` and no control characters";
    ensure(allowed, "entity key", key, rule)
}

/// Checks the text of a message as it goes over the wire, which is inside XML.
///
/// # Errors
/// When it is too long, or holds a character that XML cannot.
pub fn message(text: &str) -> Checked {
    if text.len() > MESSAGE_BYTES {
        let length = text.len();
        return Err(StorageError::invalid(format!(
            "a queue message of {length} bytes is too long: Azure takes up to {MESSAGE_BYTES}, base64 included"
        )));
    }
    match text.chars().find(|c| !in_xml(*c)) {
        None => Ok(()),
        Some(found) => Err(StorageError::invalid(format!(
            "a queue message cannot hold the character U+{:04X}: Azure sends messages as XML",
            u32::from(found)
        ))),
    }
}

/// Checks how many messages to take, and for how many seconds.
///
/// # Errors
/// When the service would refuse one of them.
pub fn taking(max: u32, hide: u32) -> Checked {
    if !(1..=MESSAGES_AT_ONCE).contains(&max) {
        return Err(StorageError::invalid(format!(
            "{max} messages cannot be taken at once: Azure gives 1 to {MESSAGES_AT_ONCE}"
        )));
    }
    if hide == 0 {
        let message = "a message that is taken must be hidden for at least one second";
        return Err(StorageError::invalid(message));
    }
    hiding(hide)
}

/// Checks for how many seconds a message is to be invisible.
///
/// # Errors
/// When that is longer than a message lives.
pub fn hiding(seconds: u32) -> Checked {
    if seconds < MESSAGE_SECONDS {
        return Ok(());
    }
    Err(StorageError::invalid(format!(
        "a message cannot be invisible for {seconds} seconds: it lives for seven days"
    )))
}

/// The path of a blob in an address, percent-encoded: `container/folder/name%20x`.
pub fn blob_path(container: &str, name: &str) -> String {
    let parts = std::iter::once(container).chain(name.split('/'));
    let parts: Vec<_> = parts.map(escape).collect();
    parts.join("/")
}

fn escape(part: &str) -> String {
    utf8_percent_encode(part, ESCAPED).to_string()
}

const DASHED_RULE: &str =
    "3 to 63 lower-case letters, digits and single hyphens, with no hyphen first or last";

fn dashed(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (3..=63).contains(&name.len()) && name.chars().all(plain) && !name.split('-').any(str::is_empty)
}

fn in_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

fn ensure(allowed: bool, what: &str, name: &str, rule: &str) -> Checked {
    if allowed {
        return Ok(());
    }
    let shown: String = name.chars().take(80).flat_map(char::escape_debug).collect();
    let message = format!("the {what} name `{shown}` is not allowed: {rule}");
    Err(StorageError::invalid(message))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::emulator::storage::ErrorKind;

    // The rules are those of "Naming queues and metadata", "Naming and referencing containers,
    // blobs, and metadata" and "Understanding the Table service data model".

    #[test]
    fn queues_and_containers_have_single_hyphens_inside() {
        for name in [
            "abc",
            "a-b",
            "0-9",
            "webjobs-blobtrigger-poison",
            &"a".repeat(63),
        ] {
            assert_eq!((queue(name), container(name)), (Ok(()), Ok(())), "{name}");
        }
        let wrong = [
            "", "ab", "Abc", "a_b", "-ab", "ab-", "a--b", "a/b", "..", "ä-b",
        ];
        for name in wrong.into_iter().chain([&*"a".repeat(64)]) {
            assert!(queue(name).is_err() && container(name).is_err(), "{name}");
        }
        assert!(container("$web").is_ok() && queue("$web").is_err());
    }

    #[test]
    fn tables_are_letters_and_digits() {
        for name in ["abc", "Orders2", &"T".repeat(63)] {
            assert_eq!(table(name), Ok(()), "{name}");
        }
        for name in ["", "ab", "2ab", "a-b", "a_b", "Tables", &"T".repeat(64)] {
            assert!(table(name).is_err(), "{name}");
        }
    }

    #[test]
    fn a_blob_never_leaves_its_container() {
        for name in ["a", "a/b.txt", "..a/b..", "ü", &"ü".repeat(1024)] {
            assert_eq!(blob(name), Ok(()), "{name}");
        }
        for name in [
            "",
            "..",
            "a/../b",
            "./a",
            "a\\..\\b",
            "a\nb",
            &"a".repeat(1025),
        ] {
            assert!(blob(name).is_err(), "{name}");
        }
    }

    #[test]
    fn keys_are_short_and_can_stand_in_an_address() {
        for name in ["", "a b", "a'b", &"k".repeat(512)] {
            assert_eq!(key(name), Ok(()), "{name}");
        }
        for name in [
            "a/b",
            "a\\b",
            "a#b",
            "a?b",
            "a\tb",
            "a\u{85}b",
            &"k".repeat(513),
        ] {
            assert!(key(name).is_err(), "{name}");
        }
    }

    #[test]
    fn a_message_is_64_kib_of_xml_text() {
        assert_eq!(message(&"x".repeat(65_536)), Ok(()));
        assert_eq!(message("a\r\n\t<&> 😀"), Ok(()));
        for text in [&*"x".repeat(65_537), "\0", "\u{1b}[0m", "\u{ffff}"] {
            assert_eq!(message(text).unwrap_err().kind, ErrorKind::Invalid);
        }
    }

    #[test]
    fn an_error_shows_a_name_in_one_line() {
        let error = queue("a\nb").unwrap_err();
        assert!(error.message.contains("`a\\nb`"), "{error}");
    }

    #[test]
    fn a_path_keeps_slashes_and_unreserved_characters() {
        assert_eq!(blob_path("in", "a-b_c.d~e/1"), "in/a-b_c.d~e/1");
        assert_eq!(blob_path("in", "a b/ä+#?%"), "in/a%20b/%C3%A4%2B%23%3F%25");
    }
}
