//! The arguments of `fch invoke`, read into what the emulator understands.

use std::io::{self, Read};
use std::path::Path;

use hyper::Method;
use hyper::header::{HeaderName, HeaderValue};
use serde_json::Value as Json;

use crate::cli::InvokeArgs;
use crate::diagnostics::printable;
use crate::emulator::call::Changes;
use crate::emulator::plan::Function;
use crate::emulator::triggers::sample;
use crate::error::{Failure, Result};

/// The event of `--event`, if there is one.
pub(super) fn event(args: &InvokeArgs, function: &Function) -> Result<Option<Json>> {
    let path = match args.event.as_deref() {
        None => return Ok(None),
        Some("sample") => return Ok(Some(sample::event(function))),
        Some(path) => path,
    };
    let wrong = |error| Failure::usage(format!("{path} is not JSON")).because(error);
    let event: Json = serde_json::from_slice(&read(Path::new(path))?).map_err(wrong)?;
    if !event.is_object() {
        return Err(
            Failure::usage(format!("{path} holds no event: it is no object"))
                .help("`fch invoke FUNCTION --dry-run` prints one"),
        );
    }
    Ok(Some(event))
}

/// What `--data`, `--set`, `--header`, `--query` and `--method` say.
pub(super) fn changes(args: &InvokeArgs) -> Result<Changes> {
    let data = args
        .data
        .as_deref()
        .map(|data| match data.strip_prefix('@') {
            Some(path) => read(Path::new(path)),
            None if data == "-" => read(Path::new("-")),
            None => Ok(data.as_bytes().to_vec()),
        });
    Ok(Changes {
        data: data.transpose()?,
        set: pairs(&args.set, '=')?,
        headers: headers(&args.header)?,
        query: pairs(&args.query, '=')?,
        method: args.method.as_deref().map(method).transpose()?,
    })
}

fn headers(texts: &[String]) -> Result<Vec<(String, String)>> {
    let headers = pairs(texts, ':')?;
    for (name, value) in &headers {
        HeaderName::try_from(name).map_err(|error| {
            Failure::usage(format!("`{}` is no name of a header", printable(name))).because(error)
        })?;
        HeaderValue::try_from(value).map_err(|error| {
            Failure::usage(format!("the value of the header `{name}` cannot be sent"))
                .because(error)
        })?;
    }
    Ok(headers)
}

fn method(text: &str) -> Result<String> {
    let method = Method::try_from(text).map_err(|error| {
        Failure::usage(format!("`{}` is no verb", printable(text))).because(error)
    })?;
    Ok(method.to_string())
}

/// Reads a file, or standard input for `-`.
pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = match path.as_os_str() == "-" {
        true => io::stdin().read_to_end(&mut bytes).map(|_| bytes),
        false => std::fs::read(path),
    };
    read.map_err(|error| Failure::io("read", path, &error))
}

fn pairs(texts: &[String], mark: char) -> Result<Vec<(String, String)>> {
    let pair = |text: &String| match text.split_once(mark) {
        Some((name, value)) if mark == ':' => Ok((name.trim().to_owned(), value.trim().to_owned())),
        Some((name, value)) => Ok((name.to_owned(), value.to_owned())),
        None => Err(Failure::usage(format!(
            "`{text}` has no `{mark}` between name and value"
        ))),
    };
    texts.iter().map(pair).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn pairs_have_a_name_and_a_value() {
        let read = |text: &str, mark| pairs(&[text.to_owned()], mark);
        let pair = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
        assert_eq!(read("X-A: b: c", ':').unwrap(), pair("X-A", "b: c"));
        assert_eq!(read("a= b=c", '=').unwrap(), pair("a", " b=c"));
        assert!(read("a", '=').is_err());
    }

    #[test]
    fn what_cannot_be_sent_is_refused() {
        for wrong in ["Bad Name: x", ": x", "X: a\nInjected: b"] {
            assert!(headers(&[wrong.to_owned()]).is_err(), "{wrong}");
        }
        assert!(method("BAD METHOD").is_err());
        assert_eq!(method("PURGE").unwrap(), "PURGE");
    }
}
