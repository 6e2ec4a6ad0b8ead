//! What `fch new` asks a person.

use std::fmt::Write;

use crate::error::Result;
use crate::scaffold::{self, Question, Request, Role, Set};
use crate::ui::Shell;

/// Asks for the language and the trigger when a person said nothing of what the app is to be, and
/// for what a template wants to know.
pub(super) fn ask_what_was_not_said(request: &mut Request, shell: &Shell) -> Result<()> {
    let nothing_said = *request
        == Request {
            folder: request.folder.clone(),
            name: request.name.clone(),
            ci: request.ci.clone(),
            docker: request.docker,
            ..Request::default()
        };
    if nothing_said {
        let languages = scaffold::languages();
        let mut question = choice("Language of the handler", "rust", languages);
        question.aliases = scaffold::aliases()?;
        request.language = Some(ask(&question, shell)?);
        let question = choice("What starts the function", "http", Role::Trigger.kinds());
        request.triggers = vec![ask(&question, shell)?];
    }
    for question in scaffold::questions(request)? {
        let value = ask(&question, shell)?;
        let key = question.name;
        request.sets.push(Set { key, value });
    }
    Ok(())
}

fn choice(text: &str, default: &str, choices: Vec<&str>) -> Question {
    Question {
        name: String::new(),
        text: text.to_owned(),
        default: Some(default.to_owned()),
        choices: choices.into_iter().map(str::to_owned).collect(),
        aliases: Vec::new(),
    }
}

/// Asks until the answer is one that there can be; an empty one is the default.
fn ask(question: &Question, shell: &Shell) -> Result<String> {
    let mut prompt = question.text.clone();
    if !question.choices.is_empty() {
        let _ = write!(prompt, " ({})", question.choices.join(", "));
    }
    if let Some(default) = &question.default {
        let _ = write!(prompt, " [{default}]");
    }
    loop {
        let answer = shell.ask(&format!("{prompt}:"))?;
        let mut choices = question.choices.iter().chain(&question.aliases);
        let chosen = choices.find(|choice| choice.eq_ignore_ascii_case(&answer));
        match (&question.default, chosen) {
            (Some(default), _) if answer.is_empty() => return Ok(default.clone()),
            (_, Some(choice)) => return Ok(choice.clone()),
            _ if question.choices.is_empty() && !answer.is_empty() => return Ok(answer),
            _ => {}
        }
    }
}
