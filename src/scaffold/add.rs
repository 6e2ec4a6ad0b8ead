//! An [`Addition`] -> what to write and to change in an app that exists. Touches no file.

use std::collections::BTreeMap;

use super::added::{Added, ByHand};
use super::binding::{self, DEVELOPMENT_STORAGE, STORAGE};
use serde_json::{Map, Value};

use super::catalogue;
use super::detect;
use super::function::{Function, Recipe};
use super::manifest::Template;
use super::names;
use super::place;
use super::plan::PlannedFile;
use super::request::Addition;
use crate::app::{App, Document, FUNCTION_JSON, HOST_JSON, LOCAL_SETTINGS, Settings};
use crate::bindings::needs_bundle;
use crate::error::{Failure, Result};
use crate::json::edit::{self, quoted};
use crate::json::parse;

/// The bundle of an app that has none yet.
const BUNDLE: &str =
    r#"{ "id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)" }"#;

/// Plans a function for `app`.
///
/// # Errors
/// A usage [`Failure`] for kinds that there are not, a name that the host refuses or the app has
/// already, and files that cannot be read.
pub fn add(addition: &Addition, app: &App) -> Result<Added> {
    readable(&app.host)?;
    app.settings.as_ref().map_or(Ok(()), readable)?;
    refuse_generated(app)?;
    let function = fresh(addition, app)?;
    let is_own = addition.template.is_some();
    let template = match &addition.template {
        Some(own) => Some(catalogue::template(Some(own), None)?),
        None => detect::language(&app.root.dir)?.map(|(_, template)| template),
    };
    refuse_taken(&addition.name, template.as_ref(), app)?;
    let mut added = Added {
        notes: function.notes.clone(),
        ..Added::default()
    };
    configuration(&function, app, &mut added)?;
    match template {
        Some(template) => {
            let function = function.rendered(&template)?;
            place::code(&function, &template, is_own, app, &mut added)?;
        }
        None => place::explain(&function, &mut added),
    }
    Ok(added)
}

/// What is edited must be what it seems.
fn readable(document: &Document) -> Result<()> {
    match document.problems.is_empty() {
        true => Ok(()),
        false => {
            let message = format!("{} cannot be read", document.source.path());
            Err(Failure::usage(message).help("`fch validate` says why; mend it first"))
        }
    }
}

/// H-CFG-43, H-CFG-56: routes in host.json do not go together with folders.
fn refuse_generated(app: &App) -> Result<()> {
    if !app.has_generated_functions() {
        return Ok(());
    }
    let failure = Failure::usage("this app's functions are the routes in its host.json");
    Err(failure
        .because(
            "the host refuses function folders beside `customHandler.http.routes` and profiles",
        )
        .help("handle the request in the server itself: it gets every path"))
}

fn refuse_taken(name: &str, template: Option<&Template>, app: &App) -> Result<()> {
    let folder = app.root.dir.join(name);
    // Some file systems ignore case, and so does the host (H-DISC-13).
    let mut functions = app.functions.iter();
    let known = functions.find(|function| function.name.eq_ignore_ascii_case(name));
    let mut taken = template.into_iter().flat_map(|it| it.manifest.taken());
    let is_taken = taken.any(|taken| taken.eq_ignore_ascii_case(name));
    let mut functions = app.functions.iter();
    let twin = functions.find(|other| names::essence(&other.name) == names::essence(name));
    if let (None, Some(twin)) = (known, twin) {
        let message = format!(
            "`{name}` and `{}` would have one name in the code",
            twin.name
        );
        return Err(Failure::usage(message).help("choose another name"));
    }
    let what = match known {
        Some(_) => "a function",
        None if is_taken => "a file or folder of its toolchain called",
        None if folder.symlink_metadata().is_ok() => "another file or folder",
        None => return Ok(()),
    };
    let failure = Failure::usage(format!("the app has {what} `{name}` already"));
    Err(failure.help("choose another name"))
}

/// The function, with names of queues and the like that no other trigger of the app has: two
/// functions on one queue would take each other's messages.
fn fresh(addition: &Addition, app: &App) -> Result<Function> {
    let recipe = Recipe {
        name: Some(&addition.name),
        trigger: &addition.trigger,
        inputs: &addition.inputs,
        outputs: &addition.outputs,
        sets: &addition.sets,
        http_only: app
            .handler()
            .is_some_and(|handler| handler.sends_raw_http()),
        prefix: app.route_prefix(),
    };
    let mut number = 1;
    loop {
        let function = recipe.function(number)?;
        if !is_taken(&function, &recipe.function(number + 1)?, app) {
            return Ok(function);
        }
        number += 1;
    }
}

/// Whether a trigger of the app has all the names that tell `function` from the `next` of its
/// kind. Where nothing does, nothing is taken.
fn is_taken(function: &Function, next: &Function, app: &App) -> bool {
    let own: Vec<(&str, &str)> = function
        .trigger_texts()
        .filter(|text| !next.trigger_texts().any(|other| other == *text))
        .collect();
    let mut triggers = app
        .functions
        .iter()
        .filter_map(|function| function.trigger());
    !own.is_empty()
        && triggers.any(|trigger| {
            own.iter()
                .all(|(key, value)| trigger.text(key) == Some(value))
        })
}

/// The function's folder, the settings that it names, and the bundle that brings its bindings.
fn configuration(function: &Function, app: &App, added: &mut Added) -> Result<()> {
    let schema = app.root.dir.join(".vscode/schemas/function.schema.json");
    added.new.push(PlannedFile {
        path: format!("{}/{FUNCTION_JSON}", function.name),
        content: function.json(schema.is_file()).into_bytes(),
        executable: false,
    });
    host_json(function, app, added)?;
    settings(function, app, added)
}

/// The bundle, and what senders have to know of a queue: the host's own default, written down.
fn host_json(function: &Function, app: &App, added: &mut Added) -> Result<()> {
    let is_queue = |kind: &str| kind == "queueTrigger";
    let wanted = [
        (
            function.texts("type").any(needs_bundle),
            &["extensionBundle"][..],
            BUNDLE,
        ),
        (
            function.texts("type").any(is_queue),
            &["extensions", "queues", "messageEncoding"],
            "\"base64\"",
        ),
    ];
    let before = app.host.source.text();
    let mut text = before.to_owned();
    for (is_wanted, path, value) in wanted {
        if !is_wanted || app.host.at(path).is_some() {
            continue;
        }
        let root = parse(&text).root;
        let Some((span, new)) = root.and_then(|root| edit::insert(&text, &root, path, value))
        else {
            let message = format!("{HOST_JSON} has no place for `{}`", path.join("."));
            return Err(Failure::usage(message).help("`fch validate` says what is wrong with it"));
        };
        text.replace_range(span, &new);
    }
    added.replace(HOST_JSON, before, text);
    Ok(())
}

/// Placeholders for the settings that are missing.
fn settings(function: &Function, app: &App, added: &mut Added) -> Result<()> {
    let mut wanted = function.settings.clone();
    if function.needs_storage() {
        wanted.insert(STORAGE.to_owned(), DEVELOPMENT_STORAGE.to_owned());
    }
    let Some(document) = &app.settings else {
        if !wanted.is_empty() {
            added.new.push(new_settings(&wanted, app));
        }
        return Ok(());
    };
    let before = document.source.text();
    let mut text = before.to_owned();
    let known = app.settings();
    for (name, value) in wanted {
        // `Orders` is there when `Orders__fullyQualifiedNamespace` is, and the other way round.
        let connection = name.split("__").next().unwrap_or(&name);
        let is_known = |known: &Settings<'_>| known.has(&name) || known.has_connection(connection);
        if known.as_ref().is_some_and(is_known) {
            continue;
        }
        if known.as_ref().is_some_and(Settings::is_encrypted) {
            added.by_hand.push(ByHand {
                place: format!("{LOCAL_SETTINGS}, whose values are encrypted"),
                lines: format!("func settings add {name} {}", quoted(&value)),
            });
            continue;
        }
        let root = parse(&text).root;
        let change =
            root.and_then(|root| edit::insert(&text, &root, &["Values", &name], &quoted(&value)));
        let Some((span, new)) = change else {
            let message = format!("{LOCAL_SETTINGS} has no `Values` to add `{name}` to");
            return Err(Failure::usage(message).help("`fch validate` says what is wrong with it"));
        };
        text.replace_range(span, &new);
    }
    added.replace(LOCAL_SETTINGS, before, text);
    Ok(())
}

/// A local.settings.json for an app that was checked out without one.
fn new_settings(wanted: &BTreeMap<String, String>, app: &App) -> PlannedFile {
    let mut values: Map<String, Value> = wanted
        .iter()
        .map(|(name, value)| (name.clone(), Value::from(value.as_str())))
        .collect();
    values.insert("FUNCTIONS_WORKER_RUNTIME".to_owned(), "custom".into());
    let mut file = Map::new();
    let schema = ".vscode/schemas/local.settings.schema.json";
    if app.root.dir.join(schema).is_file() {
        file.insert("$schema".to_owned(), format!("./{schema}").into());
    }
    file.insert("IsEncrypted".to_owned(), false.into());
    file.insert("Values".to_owned(), values.into());
    PlannedFile {
        path: LOCAL_SETTINGS.to_owned(),
        content: binding::file_text(&file.into()).into_bytes(),
        executable: false,
    }
}
