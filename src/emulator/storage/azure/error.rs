//! Failures of the service and of the way to it, as [`StorageError`]s. Of an answer only the
//! status and the service's code are shown: its text may repeat what was signed.

use bytes::Bytes;
use hyper::StatusCode;
use serde_json::Value;

use super::xml;
use crate::emulator::storage::{ErrorKind, StorageError};

/// A name or value that is not allowed.
pub fn invalid(message: impl Into<String>) -> StorageError {
    StorageError {
        kind: ErrorKind::Invalid,
        message: message.into(),
    }
}

/// No usable answer came.
pub fn unavailable(message: impl Into<String>) -> StorageError {
    StorageError {
        kind: ErrorKind::Unavailable,
        message: message.into(),
    }
}

/// An answer that says no to `what`, such as `put a message to queue `orders``.
pub fn refused(what: &str, status: StatusCode, code: Option<&str>) -> StorageError {
    let number = status.as_u16();
    let code_text = code.map(|code| format!(" `{code}`")).unwrap_or_default();
    StorageError {
        kind: kind(status, code.unwrap_or_default()),
        message: format!("cannot {what}: the storage service answers {number}{code_text}"),
    }
}

fn kind(status: StatusCode, code: &str) -> ErrorKind {
    match code {
        // Gone or taken by somebody else: the service cannot tell (documented for both).
        "PopReceiptMismatch" | "MessageNotFound" => return ErrorKind::Conflict,
        "QueueBeingDeleted" | "ContainerBeingDeleted" | "TableBeingDeleted" => {
            return ErrorKind::Unavailable;
        }
        _ => {}
    }
    match status.as_u16() {
        404 => ErrorKind::NotFound,
        409 | 412 => ErrorKind::Conflict,
        401 | 403 => ErrorKind::Denied,
        408 | 429 | 500.. => ErrorKind::Unavailable,
        _ => ErrorKind::Invalid,
    }
}

/// The service's code: from the header, or from the XML or JSON of the body.
pub fn code(header: Option<&str>, body: &Bytes) -> Option<String> {
    let found = header
        .map(str::to_owned)
        .or_else(|| json_code(body))
        .or_else(|| xml_code(body));
    // A code is one word. What is longer is something else, and not shown.
    let word = |code: &String| code.len() < 64 && code.bytes().all(|b| b.is_ascii_alphanumeric());
    found.filter(word)
}

fn json_code(body: &Bytes) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let code = body.pointer("/odata.error/code")?.as_str()?;
    Some(code.to_owned())
}

fn xml_code(body: &Bytes) -> Option<String> {
    Some(xml::parse(body).ok()?.text_of("Code")?.to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_found_wherever_the_service_puts_it() {
        let xml = Bytes::from(
            "\u{feff}<?xml version=\"1.0\"?><Error><Code>QueueNotFound</Code><Message>m</Message></Error>",
        );
        let json = Bytes::from(r#"{"odata.error":{"code":"TableNotFound","message":{}}}"#);
        assert_eq!(code(None, &xml).unwrap(), "QueueNotFound");
        assert_eq!(code(None, &json).unwrap(), "TableNotFound");
        assert_eq!(code(Some("BlobNotFound"), &json).unwrap(), "BlobNotFound");
        assert_eq!(code(None, &Bytes::from("<html>")), None);
        assert_eq!(code(Some("sig=abc def"), &Bytes::new()), None);
    }

    #[test]
    fn kinds() {
        for (status, code, expected) in [
            (404, "QueueNotFound", ErrorKind::NotFound),
            (404, "MessageNotFound", ErrorKind::Conflict),
            (400, "PopReceiptMismatch", ErrorKind::Conflict),
            (409, "EntityAlreadyExists", ErrorKind::Conflict),
            (409, "QueueBeingDeleted", ErrorKind::Unavailable),
            (412, "", ErrorKind::Conflict),
            (403, "AuthenticationFailed", ErrorKind::Denied),
            (400, "InvalidResourceName", ErrorKind::Invalid),
            (413, "RequestBodyTooLarge", ErrorKind::Invalid),
            (503, "ServerBusy", ErrorKind::Unavailable),
        ] {
            assert_eq!(
                kind(StatusCode::from_u16(status).unwrap(), code),
                expected,
                "{code}"
            );
        }
    }

    #[test]
    fn a_refusal_says_what_and_why() {
        let error = refused(
            "read queue `q`",
            StatusCode::NOT_FOUND,
            Some("QueueNotFound"),
        );
        assert_eq!(
            error.message,
            "cannot read queue `q`: the storage service answers 404 `QueueNotFound`"
        );
    }
}
