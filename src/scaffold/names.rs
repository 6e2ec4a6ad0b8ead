//! Names: of the app, of a function, and of the code that runs it.

use std::path::Path;

use crate::error::{Failure, Result};

/// The longest name of a function that the host accepts (H-DISC-11).
const LONGEST: usize = 128;

/// The name of the folder at `path`, also for `.` and `..`; empty when it has none, such as `/`.
pub fn folder_name(path: &Path) -> String {
    let whole = path.canonicalize().ok();
    let path = match path.file_name() {
        Some(_) => path,
        None => whole.as_deref().unwrap_or(path),
    };
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// The app's package name: what the user said, or what the folder's name allows.
///
/// # Errors
/// A [`Failure`] when the given name is not valid or no name can be made of the folder's.
pub(super) fn package(given: Option<&str>, folder: &str, reserved: &[String]) -> Result<String> {
    let is_reserved = |name: &str| {
        reserved
            .iter()
            .any(|taken| name.eq_ignore_ascii_case(taken))
    };
    match given {
        Some(name) if is_reserved(name) => Err(Failure::usage(format!(
            "`{name}` cannot be the app's name: it means something else to the toolchain"
        ))),
        Some(name) if is_valid(name) && !name.ends_with(['-', '_']) => Ok(name.to_owned()),
        Some(name) => Err(
            Failure::usage(format!("`{name}` is not a valid name")).help(format!(
                "{SHAPE}; at the end of an app's name, a letter or digit"
            )),
        ),
        None => match derive(folder) {
            Some(name) if is_reserved(&name) => Ok(format!("app-{name}")),
            Some(name) => Ok(name),
            None => Err(Failure::usage(format!(
                "the folder name `{folder}` gives no name for the app"
            ))
            .help("choose one with `--name`")),
        },
    }
}

const SHAPE: &str = "a name is an ASCII letter, then up to 127 ASCII letters, digits, `-` or `_`";

fn is_valid(name: &str) -> bool {
    name.len() <= LONGEST
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// `My App (2)` -> `my-app-2`; `2020` -> `app-2020`; `日本` -> nothing.
fn derive(folder: &str) -> Option<String> {
    let words: Vec<String> = folder
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .map(|word| word.trim_matches('_').to_ascii_lowercase())
        .filter(|word| !word.is_empty())
        .collect();
    let mut name = words.join("-");
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert_str(0, "app-");
    }
    name.truncate(LONGEST);
    let name = name.trim_end_matches(['-', '_']).to_owned();
    (!name.is_empty()).then_some(name)
}

/// Whether the host accepts a function of that name (H-DISC-11, H-DISC-12, H-DISC-64).
///
/// # Errors
/// A [`Failure`] that says why not.
pub(super) fn check_function(name: &str, http: bool) -> Result<()> {
    let refused = |why: &str| {
        let failure = Failure::usage(format!("a function cannot be named `{name}`: {why}"));
        Err(failure.help("choose another name"))
    };
    let lower = name.to_ascii_lowercase();
    match lower.as_str() {
        _ if !is_valid(name) => refused("the host refuses it").map_err(|f| f.help(SHAPE)),
        "host" => refused("the host keeps that name for itself"),
        _ if http && (lower.starts_with("admin") || lower.starts_with("runtime")) => {
            refused("the host refuses routes that start with `admin` or `runtime`")
        }
        _ => Ok(()),
    }
}

/// What names of functions must differ in: `order-2`, `order_2` and `Order2` are one name in the
/// code of some language, whose own names it parts by `_`, or not at all, and which may ignore case.
pub(super) fn essence(function: &str) -> String {
    let letters = function.chars().filter(|c| c.is_ascii_alphanumeric());
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

/// `queueMessage` -> `handle_queue_message`.
pub(super) fn snake(function: &str) -> String {
    let words = words(function);
    format!("handle_{}", words.join("_").to_ascii_lowercase())
}

/// `queueMessage` -> `handleQueueMessage`.
pub(super) fn camel(function: &str) -> String {
    capitalized("handle", function)
}

/// `queueMessage` -> `HandleQueueMessage`.
pub(super) fn pascal(function: &str) -> String {
    capitalized("Handle", function)
}

/// The words behind `first`, each with a capital.
fn capitalized(first: &str, function: &str) -> String {
    let mut name = first.to_owned();
    for word in words(function) {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}

/// The words of a name: parted by `-` and `_`, and before a capital that follows a small letter.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_small = false;
    for c in name.chars() {
        let parts = c == '-' || c == '_';
        if parts || (after_small && c.is_ascii_uppercase()) {
            words.push(String::new());
        }
        if let (false, Some(word)) = (parts, words.last_mut()) {
            word.push(c);
        }
        after_small = c.is_ascii_lowercase() || c.is_ascii_digit();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_package_name_comes_from_the_folder() {
        for (folder, name) in [
            ("orders", "orders"),
            ("My App (2)", "my-app-2"),
            ("2020", "app-2020"),
            ("__x__", "x"),
            ("café-bar", "caf-bar"),
            ("tokio", "app-tokio"),
            ("x_-", "x"),
        ] {
            let reserved = ["tokio".to_owned()];
            assert_eq!(package(None, folder, &reserved).unwrap(), name, "{folder}");
        }
    }

    #[test]
    fn a_folder_that_gives_no_name_needs_one() {
        for folder in ["", "日本", "-_-"] {
            let failure = package(None, folder, &[]).unwrap_err();
            assert!(failure.help[0].contains("--name"), "{folder}");
        }
        assert_eq!(package(Some("Nippon"), "日本", &[]).unwrap(), "Nippon");
    }

    #[test]
    fn a_given_name_is_never_changed() {
        for bad in [
            "my app",
            "1st",
            "_x",
            "x-",
            "x_",
            "a.b",
            "",
            "é",
            &"a".repeat(129),
        ] {
            assert!(package(Some(bad), "ok", &[]).is_err(), "{bad}");
        }
        assert!(package(Some("Std"), "ok", &["std".to_owned()]).is_err());
    }

    #[test]
    fn function_names_are_what_the_host_accepts() {
        // H-DISC-11 and H-DISC-12.
        for good in ["a", "hosts", "myhost", "a-b_c1", &"a".repeat(128)] {
            assert!(check_function(good, true).is_ok(), "{good}");
        }
        for bad in ["host", "HOST", "1a", "_a", "-a", "a.b", "a b", "é"] {
            assert!(check_function(bad, false).is_err(), "{bad}");
        }
        // H-DISC-64: only a route is refused.
        assert!(check_function("administrators", true).is_err());
        assert!(check_function("Runtime1", true).is_err());
        assert!(check_function("adminQueue", false).is_ok());
    }

    #[test]
    fn code_names_follow_the_language() {
        for (function, in_snake, in_camel) in [
            ("order", "handle_order", "handleOrder"),
            (
                "queueMessage2",
                "handle_queue_message2",
                "handleQueueMessage2",
            ),
            ("my--odd_-name_", "handle_my_odd_name", "handleMyOddName"),
            ("fn", "handle_fn", "handleFn"),
            ("HTTPCall", "handle_httpcall", "handleHTTPCall"),
        ] {
            assert_eq!(snake(function), in_snake);
            assert_eq!(camel(function), in_camel);
        }
    }

    #[test]
    fn dots_and_slashes_have_a_folder_name_too() {
        let dir = tempfile::tempdir().unwrap();
        let app = dir.path().join("my app");
        std::fs::create_dir_all(app.join("sub")).unwrap();
        assert_eq!(folder_name(&app.join("sub/..")), "my app");
        assert_eq!(folder_name(Path::new("a/b/")), "b");
        assert_eq!(folder_name(Path::new("a/b/.")), "b");
        assert_eq!(folder_name(Path::new("/")), "");
        assert!(!folder_name(Path::new(".")).is_empty());
    }
}
