//! `fch new`.

use std::fmt::Write;
use std::path::Path;

use clap::ValueEnum;

use crate::cli::{Language, NewArgs, Trigger};
use crate::error::Result;
use crate::exit::Exit;
use crate::scaffold::{self, Mode, Plan, Request};
use crate::ui::{Shell, words};

/// Runs `fch new`.
pub fn run(mut args: NewArgs, shell: &Shell) -> Result<Exit> {
    ask_what_was_not_said(&mut args, shell)?;
    let plan = scaffold::plan(&request(&args))?;
    if args.dry_run {
        scaffold::check(&args.path, &plan.files, args.force)?;
        return shell.print(&list(&args.path, &plan)).map(|()| Exit::Clean);
    }
    scaffold::write(&args.path, &plan.files, args.force)?;
    say_what_was_made(&args.path, &plan, shell);
    Ok(Exit::Clean)
}

/// Asks for the language and the trigger when a person is there and said nothing of them.
fn ask_what_was_not_said(args: &mut NewArgs, shell: &Shell) -> Result<()> {
    let said = args.language.is_some() || !args.trigger.is_empty() || !args.output.is_empty();
    if said || args.http_only || !shell.can_ask() {
        return Ok(());
    }
    args.language = Some(choose::<Language>("Language of the handler", shell)?);
    args.trigger = vec![choose::<Trigger>("What starts the function", shell)?];
    Ok(())
}

/// Asks until the answer is one of the values; an empty one is the first.
fn choose<T: ValueEnum>(question: &str, shell: &Shell) -> Result<T> {
    let values = T::value_variants();
    let names: Vec<String> = values.iter().map(template).collect();
    let first = names.first().cloned().unwrap_or_default();
    loop {
        let answer = shell.ask(&format!("{question} ({}) [{first}]:", names.join(", ")))?;
        let answer = if answer.is_empty() { &first } else { &answer };
        let named = |(_, name): &(&T, &String)| name.eq_ignore_ascii_case(answer);
        if let Some((value, _)) = values.iter().zip(&names).find(named) {
            return Ok(value.clone());
        }
    }
}

fn request(args: &NewArgs) -> Request {
    let triggers = match args.trigger.as_slice() {
        [] => &[Trigger::Http],
        said => said,
    };
    Request {
        language: template(&args.language.unwrap_or(Language::Rust)),
        triggers: triggers.iter().map(template).collect(),
        outputs: args.output.iter().map(template).collect(),
        mode: if args.http_only {
            Mode::HttpOnly
        } else {
            Mode::Envelope
        },
        ci: args.ci.as_ref().map(template),
        name: args.name.clone(),
        folder: scaffold::folder_name(&args.path),
    }
}

/// The name of a value on the command line, which is also the name of its template.
fn template<T: ValueEnum>(value: &T) -> String {
    let value = value.to_possible_value();
    value.map_or_else(String::new, |value| value.get_name().to_owned())
}

fn list(root: &Path, plan: &Plan) -> String {
    plan.files.iter().fold(String::new(), |mut text, file| {
        let _ = writeln!(text, "{}", root.join(&file.path).display());
        text
    })
}

fn say_what_was_made(root: &Path, plan: &Plan, shell: &Shell) {
    for file in &plan.files {
        shell.verbose(format_args!("  {}", file.path));
    }
    let count = words::count(plan.files.len(), "file");
    shell.status("Created", format_args!("`{}`: {count}", plan.name));
    shell.note("\nNext:");
    if root != Path::new(".") {
        shell.note(format_args!("  cd {}", quoted(root)));
    }
    for step in &plan.next_steps {
        shell.note(format_args!("  {step}"));
    }
}

/// A path that a shell takes as one word.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/\\.:_-~+".contains(c);
    if text.chars().all(plain) {
        text
    } else {
        format!("\"{text}\"")
    }
}
