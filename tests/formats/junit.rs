//! JUnit XML, parsed back.

use quick_xml::events::{BytesStart, Event};

use super::{BROKEN, in_format};
use crate::harness::{HOST, tree};

/// A test case as a CI system reads it.
#[derive(Debug, Default)]
pub(super) struct Case {
    class: String,
    name: String,
    failure: Option<String>,
}

#[track_caller]
fn attribute(element: &BytesStart<'_>, name: &str) -> String {
    let found = element.try_get_attribute(name).unwrap().expect(name);
    found.unescape_value().unwrap().into_owned()
}

/// The cases of a report, whose counts must be right.
#[track_caller]
pub(super) fn cases(text: &str) -> Vec<Case> {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut cases: Vec<Case> = Vec::new();
    let mut total = (String::new(), String::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) | Event::Empty(start) => match start.name().as_ref() {
                b"testsuites" => {
                    total = (attribute(&start, "tests"), attribute(&start, "failures"));
                }
                b"testcase" => cases.push(Case {
                    class: attribute(&start, "classname"),
                    name: attribute(&start, "name"),
                    failure: None,
                }),
                b"failure" => {
                    cases.last_mut().unwrap().failure = Some(attribute(&start, "message"));
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    let failures = cases.iter().filter(|case| case.failure.is_some()).count();
    assert_eq!(total, (cases.len().to_string(), failures.to_string()));
    cases
}

#[test]
fn a_finding_is_a_case_that_fails() {
    let app = tree(&[("host.json", BROKEN)]);
    let run = in_format(app.path(), "junit").exits(1);
    let cases = cases(&run.stdout);
    let first = &cases[0];
    assert_eq!((&*first.class, &*first.name), ("host", "host-version"));
    let message = "`version` must be the text \"2.0\", not a number";
    assert_eq!(first.failure.as_deref(), Some(message));
    assert!(
        run.stdout.contains(">line 2, col 14, `version` must be"),
        "{}",
        run.stdout
    );
    assert_eq!(cases.len(), 2);
}

#[test]
fn a_clean_app_is_a_case_that_passes() {
    let app = tree(&[("host.json", HOST)]);
    let cases = cases(&in_format(app.path(), "junit").exits(0).stdout);
    assert_eq!(cases.len(), 1);
    assert_eq!(cases[0].failure, None);
}
