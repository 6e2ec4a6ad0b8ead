//! Where the code of a new function goes: at the marks of its template. What has no place is left
//! to people.

use std::collections::BTreeMap;

use similar::TextDiff;

use super::Set;
use super::added::{Added, ByHand};
use super::function::{Function, Recipe};
use super::manifest::{Template, When};
use super::marks::Mark;
use super::merge::merge;
use super::plan::own_files;
use super::request::Request;
use super::view::View;
use crate::app::App;
use crate::app::document::{Encoding, text_on_disk};
use crate::error::Result;

/// The function's code and its lines in the table, at their marks. In a project that only is in the
/// template's language, and not of its `own`, the code would not fit.
pub(super) fn code(
    function: &Function,
    template: &Template,
    own: bool,
    app: &App,
    added: &mut Added,
) -> Result<()> {
    let Some(file) = &template.manifest.functions else {
        return Ok(());
    };
    let file = file.get_ref();
    let before = on_disk(app, file);
    if before.is_none() && !own && !has_envelope(template, app) {
        explain(function, added);
        return Ok(());
    }
    if let Some(text) = &before {
        let (own, other) = match function.raw {
            true => (Mark::RawRoute, Mark::Route),
            false => (Mark::Route, Mark::RawRoute),
        };
        // A mark that somebody removed is no sign of a handler that lacks the code.
        let lacks = function.raw || !has_envelope(template, app);
        if lacks && !own.is_in(text) && other.is_in(text) {
            take_both(!function.raw, template, app, added)?;
        }
    }
    let (mark, table) = match function.raw {
        true => (Mark::RawRoute, "the table of raw HTTP routes"),
        false => (Mark::Route, "the table of functions that get the envelope"),
    };
    let table = match function.matches_parts() {
        false => format!("in {table}"),
        true => format!(
            "where `{}` is matched; {table} compares whole paths",
            function.path
        ),
    };
    let parts = [
        (
            Mark::Function,
            &function.code,
            "among the functions".to_owned(),
        ),
        (mark, &function.route, table),
    ];
    let mut after = added
        .text(file)
        .map(str::to_owned)
        .or_else(|| before.clone());
    for (mark, new, place) in parts {
        let has_place = mark == Mark::Function || !function.matches_parts();
        let text = after.as_ref().filter(|_| has_place);
        let inserted = text.and_then(|text| mark.insert(text, new));
        match inserted {
            Some(text) => after = Some(text),
            None => added.by_hand.push(ByHand {
                place: format!("{file}, {place}"),
                lines: new.trim_end().to_owned(),
            }),
        }
    }
    if let (Some(before), Some(after)) = (before, after) {
        added.replace(file, &before, after);
    }
    Ok(())
}

/// Whether the app has the template's files for events, wherever its functions went.
fn has_envelope(template: &Template, app: &App) -> bool {
    let mut files = template.manifest.files.iter();
    files.any(|file| {
        let path = app.root.dir.join(file.to.get_ref());
        file.when == Some(When::Envelope) && path.is_file()
    })
}

/// A handler for raw HTTP alone, or for events alone, learns to take both: it gets what the
/// template would have written for both, in the files that are there and in new ones.
fn take_both(only_raw: bool, template: &Template, app: &App, added: &mut Added) -> Result<()> {
    if !template.manifest.variables.is_empty() {
        added.by_hand.push(ByHand {
            place: "the handler what the template has for such functions".to_owned(),
            lines: "fch does not know the values that its variables had".to_owned(),
        });
        return Ok(());
    }
    let vars = BTreeMap::new();
    let request = Request {
        docker: true,
        ..Request::default()
    };
    let functions = existing(only_raw, template, app)?;
    let manifest = &template.manifest;
    let view = || View::new(&request, &manifest.executable, manifest, &functions, &vars);
    let before = own_files(template, &view())?;
    for new in own_files(template, &view().with_both())? {
        let old = before.iter().find(|old| old.path == new.path);
        let Some(old) = old else {
            if app.root.dir.join(&new.path).symlink_metadata().is_err() {
                added.new.push(new);
            }
            continue;
        };
        let texts = (str::from_utf8(&old.content), str::from_utf8(&new.content));
        let (Ok(old), Ok(theirs)) = texts else {
            continue;
        };
        let Some(ours) = on_disk(app, &new.path).filter(|_| old != theirs) else {
            continue;
        };
        match merge(old, &ours, theirs) {
            Some(merged) => added.replace(&new.path, &ours, merged),
            None => added.by_hand.push(ByHand {
                place: format!("{}, where `-` goes and `+` comes", new.path),
                lines: TextDiff::from_lines(old, theirs).unified_diff().to_string(),
            }),
        }
    }
    Ok(())
}

/// The functions that the handler has, as far as its tables tell them apart.
fn existing(only_raw: bool, template: &Template, app: &App) -> Result<Vec<Function>> {
    let mut functions = Vec::new();
    for function in &app.functions {
        let route = function.trigger().and_then(|trigger| trigger.text("route"));
        let sets = route.map(|route| Set {
            key: "route".to_owned(),
            value: route.to_owned(),
        });
        let recipe = Recipe {
            name: Some(&function.name),
            trigger: "http",
            inputs: &[],
            outputs: &[],
            sets: sets.as_slice(),
            http_only: only_raw,
            prefix: app.route_prefix(),
        };
        // What the host refuses, no template has written.
        if let Ok(function) = recipe.function(1) {
            functions.push(function.rendered(template)?);
        }
    }
    Ok(functions)
}

/// A file of the app that can be edited: text in UTF-8, and not elsewhere behind a link.
fn on_disk(app: &App, file: &str) -> Option<String> {
    let path = app.root.dir.join(file);
    let real = path.canonicalize().ok()?;
    if !real.starts_with(app.root.dir.canonicalize().ok()?) {
        return None;
    }
    match text_on_disk(&path) {
        Ok((text, Encoding::Utf8)) => Some(text),
        _ => None,
    }
}

/// What a handler in any language has to do.
pub(super) fn explain(function: &Function, added: &mut Added) {
    let lines = match function.raw {
        true => format!("answer requests to {}", function.path),
        false => format!(
            "answer POST /{} with JSON: {{\"Outputs\": {{}}, \"Logs\": [], \"ReturnValue\": null}}\nthe request is JSON too: {}",
            function.name,
            function.sample()
        ),
    };
    added.by_hand.push(ByHand {
        place: "the handler".to_owned(),
        lines,
    });
}
