//! `fch add`: plan the function, see that the host would run it, write it, say what is left to do.

use std::fs;
use std::sync::Arc;

use crate::app::{App, FUNCTION_JSON, Overlay, discover};
use crate::cli::AddArgs;
use crate::commands::refused;
use crate::diagnostics::Source;
use crate::error::Result;
use crate::exit::Exit;
use crate::lint::fix::{self, Change};
use crate::report::diff;
use crate::scaffold::{self, Added, Addition};
use crate::ui::{Shell, words};

/// Runs `fch add`.
///
/// # Errors
/// When there is no app, the function makes no sense in it, or files cannot be written.
pub fn run(args: &AddArgs, shell: &Shell) -> Result<Exit> {
    let app = App::load(&discover::app(args.app.as_deref())?);
    let added = scaffold::add(&addition(args), &app)?;
    let after = App::load_over(&app.root, &overlay(&app, &added));
    refused::new_errors(&app, &after, "the function", shell)?;
    let changes = changes(&app, &after, &added);
    if args.dry_run {
        shell.print(&preview(&app, &added, &changes, shell))?;
    } else {
        scaffold::write(&app.root.dir, &added.new, false)?;
        if let Err(failure) = fix::write(&changes) {
            take_back(&app, &added);
            return Err(failure);
        }
        say_what_was_done(&args.function, &app, &added, shell);
    }
    say_what_is_left(&added, shell);
    Ok(Exit::Clean)
}

fn addition(args: &AddArgs) -> Addition {
    Addition {
        template: args.template.clone(),
        name: args.function.clone(),
        trigger: args.trigger.clone(),
        inputs: args.input.clone(),
        outputs: args.output.clone(),
        sets: args.set.clone(),
    }
}

/// The app's files as they are to be.
fn overlay(app: &App, added: &Added) -> Overlay {
    let mut overlay = refused::overlay(&app.root, &added.new);
    for file in &added.changed {
        overlay.insert(app.root.dir.join(&file.path), &file.after);
    }
    overlay
}

/// The changed files, with what they must not show.
fn changes(app: &App, after: &App, added: &Added) -> Vec<Change> {
    let source = |app: &App, path: &str, text: &str| {
        let shown = app.root.show(path);
        let mut known = app.documents();
        let known = known.find(|document| document.source.path() == shown);
        known.map_or_else(
            || Arc::new(Source::new(shown.as_str(), text)),
            |document| document.source.clone(),
        )
    };
    let changed = added.changed.iter().map(|file| Change {
        path: app.root.dir.join(&file.path),
        before: source(app, &file.path, &file.before),
        after: source(after, &file.path, &file.after),
    });
    changed.collect()
}

fn preview(app: &App, added: &Added, changes: &[Change], shell: &Shell) -> String {
    let paths = added.new.iter().map(|file| app.root.show(&file.path));
    let mut text: String = paths.map(|path| format!("{path}\n")).collect();
    for change in changes {
        text.push_str(&diff::render(&change.before, &change.after, &shell.style()));
    }
    text
}

/// What was new goes again when the rest could not be written.
fn take_back(app: &App, added: &Added) {
    for file in &added.new {
        let path = app.root.dir.join(&file.path);
        let _ = fs::remove_file(&path);
        // The function's folder; anything that somebody else put there keeps it.
        let _ = path.parent().map(fs::remove_dir);
    }
}

fn say_what_was_done(name: &str, app: &App, added: &Added, shell: &Shell) {
    let function = format!("{name}/{FUNCTION_JSON}");
    let new = added.new.iter().map(|file| &file.path);
    let changed = added.changed.iter().map(|file| &file.path);
    let listed = |said: &str, paths: Vec<String>| match paths.as_slice() {
        [] => String::new(),
        paths => format!("{said}{}", words::list_and(paths)),
    };
    let shown = |path: &String| app.root.show(path);
    let new = new.filter(|path| **path != function).map(shown).collect();
    let with = listed(", with ", new);
    let and = listed(", and changed ", changed.map(shown).collect());
    shell.status("Added", format_args!("`{name}`{with}{and}"));
}

fn say_what_is_left(added: &Added, shell: &Shell) {
    for part in &added.by_hand {
        shell.note(format_args!("\nAdd to {}:\n{}", part.place, part.lines));
    }
    for note in &added.notes {
        shell.note(format_args!("\n{note}"));
    }
}
