//! Paths of files as they stand in an address.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What does not stay as it is: all but the unreserved characters and the separator.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// A path with `/`, escaped for a URI; a `:` is escaped as well.
pub fn escaped_path(path: &str) -> String {
    utf8_percent_encode(path, ESCAPED).to_string()
}
