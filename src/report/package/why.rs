//! `fch package --why`: what is decided about a path, by what, and how to change it.

use std::fmt::Write as _;

use serde::Serialize;

use crate::diagnostics::printable;
use crate::package::Answer;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    answers: Vec<AnswerV1<'a>>,
}

#[derive(Serialize)]
struct AnswerV1<'a> {
    path: &'a str,
    name: &'a str,
    exists: bool,
    packaged: bool,
    reason: &'a str,
    help: &'a str,
    func: Option<&'a str>,
}

/// Renders answers, each with its path as findings name it, as JSON with a line end.
pub fn json(answers: &[(String, Answer)]) -> String {
    let answers = answers.iter().map(|(path, answer)| AnswerV1 {
        path,
        name: &answer.name,
        exists: answer.exists,
        packaged: answer.packaged,
        reason: &answer.reason,
        help: &answer.help,
        func: answer.func.as_deref(),
    });
    super::pretty(&Document {
        version: 1,
        answers: answers.collect(),
    })
}

/// Renders answers for people: the path and the verdict, then the reason and what to do.
pub fn human(answers: &[(String, Answer)]) -> String {
    let mut out = String::new();
    for (path, answer) in answers {
        let verdict = match (answer.exists, answer.packaged) {
            (true, true) => "goes in",
            (true, false) => "stays out",
            (false, true) => "does not exist; it would go in",
            (false, false) => "does not exist; it would stay out",
        };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}: {verdict}", printable(path));
        let lines = [("why", &answer.reason), ("help", &answer.help)];
        let func = answer.func.iter().map(|func| ("func", func));
        for (label, text) in lines.into_iter().chain(func) {
            let _ = writeln!(out, "  {label:<5}{}", printable(text));
        }
    }
    out
}
