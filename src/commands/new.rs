//! `fch new`.

mod questions;

use std::fmt::Write;
use std::path::Path;

use clap::ValueEnum;

use crate::app::{App, LOCAL_SETTINGS, Root};
use crate::cli::NewArgs;
use crate::commands::refused;
use crate::error::Result;
use crate::exit::Exit;
use crate::scaffold::{self, Plan, Request};
use crate::ui::{Shell, words};

/// Runs `fch new`.
pub fn run(args: NewArgs, shell: &Shell) -> Result<Exit> {
    let Some(path) = args.path.as_deref().filter(|_| !args.list) else {
        return shell.print(&everything()?).map(|()| Exit::Clean);
    };
    let mut request = request(&args, path);
    if shell.can_ask() {
        questions::ask_what_was_not_said(&mut request, shell)?;
    }
    let mut plan = scaffold::plan(&request)?;
    let kept = args.force && plan.keep_settings(path);
    refuse_errors(path, &plan, shell)?;
    if args.dry_run {
        scaffold::check(path, &plan.files, args.force)?;
        return shell.print(&list(path, &plan)).map(|()| Exit::Clean);
    }
    scaffold::write(path, &plan.files, args.force)?;
    say_what_was_made(path, &plan, shell);
    if kept {
        shell.note(format_args!(
            "\n{LOCAL_SETTINGS} is as it was: fch never replaces it."
        ));
    }
    Ok(Exit::Clean)
}

/// What `--set` or a template of one's own says may be nothing that the host runs.
fn refuse_errors(path: &Path, plan: &Plan, shell: &Shell) -> Result<()> {
    let root = Root::new(path);
    let after = App::load_over(&root, &refused::overlay(&root, &plan.files));
    refused::new_errors(&App::load(&root), &after, "the app", shell)
}

fn request(args: &NewArgs, path: &Path) -> Request {
    let system = args.ci.and_then(|ci| ci.to_possible_value());
    Request {
        template: args.template.clone(),
        language: args.language.clone(),
        triggers: args.trigger.clone(),
        inputs: args.input.clone(),
        outputs: args.output.clone(),
        sets: args.set.clone(),
        http_only: args.http_only,
        docker: args.docker,
        ci: system.map(|value| value.get_name().to_owned()),
        name: args.name.clone(),
        folder: scaffold::folder_name(path),
    }
}

/// What there is to choose from, under the options that choose it.
fn everything() -> Result<String> {
    let mut text = String::new();
    let mut group = "";
    for listed in scaffold::list()? {
        if listed.group != group {
            let gap = if group.is_empty() { "" } else { "\n" };
            let _ = writeln!(text, "{gap}{}", listed.group);
            group = listed.group;
        }
        let _ = writeln!(text, "  {:<18} {}", listed.name, listed.summary);
    }
    Ok(text)
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
pub(super) fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/\\.:_-~+".contains(c);
    if text.chars().all(plain) {
        text
    } else {
        format!("\"{text}\"")
    }
}
