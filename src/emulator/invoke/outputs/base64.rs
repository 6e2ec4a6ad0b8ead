//! Base64 as .NET reads it, and texts that were not meant to be it (H-RESP-17).

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use crate::diagnostics::Finding;
use crate::emulator::faults::{base64_lookalike, finding};
use crate::emulator::invoke::reply::shown;

/// Padding is required, the spare bits of the last character may be anything.
const DOTNET: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

/// A text longer than this, without a space, was meant to be base64.
const LONGEST_WORD: usize = 64;

/// The bytes of a text that is base64; white space in it does not count.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
    let dense = match text.contains(is_space) {
        true => Cow::Owned(text.replace(is_space, "")),
        false => Cow::Borrowed(text),
    };
    DOTNET.decode(dense.as_bytes()).ok()
}

/// True when a text is more likely a word than base64: short, without padding, and what comes
/// out is not readable.
pub(super) fn is_lookalike(text: &str, bytes: &[u8]) -> bool {
    text.len() <= LONGEST_WORD && !text.trim_end().ends_with('=') && !is_readable(bytes)
}

fn is_readable(bytes: &[u8]) -> bool {
    let is_text = |c: char| !c.is_control() || c.is_whitespace();
    std::str::from_utf8(bytes).is_ok_and(|text| text.chars().all(is_text))
}

/// The remark about such a text.
pub(super) fn lookalike(place: &str, name: &str, text: &str, length: usize) -> Finding {
    let text = shown(text);
    let message = format!("`{text}` for the output `{name}` is sent as {length} decoded bytes");
    finding(&base64_lookalike::INFO, place, message)
        .help("encode the text as base64, or set `\"dataType\": \"binary\"` on the binding")
}
