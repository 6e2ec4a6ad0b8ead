//! The page of a key of host.json, function.json or local.settings.json, from its schema.

mod page;

use crate::bindings::known_types;
use crate::error::{Failure, Result};
use crate::json::{self, Node, Segment};
use crate::schemas::{Place, Schema};
use crate::ui::words::{did_you_mean, suggestion};

use super::Page;

/// The page of the key at a dotted path, in any case; of the whole file when the path is empty.
/// In function.json the type of a binding stands for its place, in local.settings.json the name
/// of a setting for itself.
///
/// # Errors
/// When the schema knows no such key; the failure names the nearest one.
pub fn page(schema: Schema, path: &str) -> Result<Page> {
    Ok(Key::find(schema, path)?.page())
}

/// A key that a schema knows.
struct Key {
    schema: Schema,
    /// The way to it in the spelling of the schema, steps without list indices.
    steps: Vec<String>,
    place: Place,
}

/// Where a path begins in a file, and the keys that lead on from there.
struct Start {
    root: Option<Node>,
    at: Vec<Segment>,
    shown: Vec<String>,
    rest: Vec<String>,
}

impl Start {
    fn of(schema: Schema, path: &str) -> Start {
        let path = without_indices(path.trim_matches('.'));
        let rest = match schema {
            Schema::Settings => setting(&path),
            _ => path.split('.').map(str::to_owned).collect(),
        };
        let mut start = Start {
            root: None,
            at: Vec::new(),
            shown: Vec::new(),
            rest,
        };
        start.rest.retain(|step| !step.is_empty());
        if schema == Schema::Function {
            start.enter_binding();
        }
        start
    }

    /// Goes to a binding when its type is the first word, with or without `bindings` before it.
    fn enter_binding(&mut self) {
        let prefixed = self
            .rest
            .first()
            .is_some_and(|step| step.eq_ignore_ascii_case("bindings"));
        let Some(word) = self.rest.get(usize::from(prefixed)) else {
            return;
        };
        let mut kinds = known_types().iter();
        let Some(kind) = kinds.find(|kind| kind.eq_ignore_ascii_case(word)) else {
            return;
        };
        self.root = json::parse(&format!(r#"{{"bindings": [{{"type": "{kind}"}}]}}"#)).root;
        self.at = vec![Segment::Key("bindings".to_owned()), Segment::Index(0)];
        self.shown = vec!["bindings".to_owned(), (*kind).to_owned()];
        self.rest.drain(..=usize::from(prefixed));
    }
}

/// The steps to a setting. Names of settings hold dots, so what is no key at the top of
/// local.settings.json is one name, below `Values` unless another section is named.
fn setting(path: &str) -> Vec<String> {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let top = Place::at(Schema::Settings, None, &[]);
    let mut keys = top.keys().map(|(key, _)| key);
    match keys.find(|key| key.eq_ignore_ascii_case(first)) {
        Some("Values") => vec!["Values".to_owned(), rest.to_owned()],
        Some(key) => std::iter::once(key)
            .chain(rest.split('.'))
            .map(str::to_owned)
            .collect(),
        None => vec!["Values".to_owned(), path.to_owned()],
    }
}

/// A path as it is copied from an error, without the places in lists: `bindings[0].type`.
fn without_indices(path: &str) -> String {
    let mut parts = path.split('[');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(']') {
            Some((index, rest)) if index.bytes().all(|b| b.is_ascii_digit()) => out += rest,
            _ => out.extend(["[", part]),
        }
    }
    out
}

impl Key {
    fn find(schema: Schema, path: &str) -> Result<Key> {
        let Start {
            root,
            mut at,
            shown: mut steps,
            rest,
        } = Start::of(schema, path);
        let mut place = Place::at(schema, root.as_ref(), &at);
        for step in rest {
            let known: Vec<&str> = place.keys().map(|(key, _)| key).collect();
            let same = known.iter().find(|key| key.eq_ignore_ascii_case(&step));
            let spelt = same.map_or(step.clone(), |key| (*key).to_owned());
            at.push(Segment::Key(spelt.clone()));
            place = Place::at(schema, root.as_ref(), &at);
            if place.description().is_none() {
                let binding = || binding_like(schema, &steps, &step);
                return Err(binding().unwrap_or_else(|| unknown(schema, &steps, &step, &known)));
            }
            steps.push(spelt);
            place = with_items(place, schema, root.as_ref(), &mut at);
        }
        Ok(Key {
            schema,
            steps,
            place,
        })
    }
}

/// The place of a list of objects with the keys of these, and the path moved into the list.
fn with_items(place: Place, schema: Schema, root: Option<&Node>, at: &mut Vec<Segment>) -> Place {
    at.push(Segment::Index(0));
    let item = Place::at(schema, root, at);
    if item.keys().next().is_some() {
        return place.or(item);
    }
    at.pop();
    place
}

/// The failure for what looks like the type of a binding.
fn binding_like(schema: Schema, steps: &[String], step: &str) -> Option<Failure> {
    let may_be = schema == Schema::Function && steps.iter().all(|step| step == "bindings");
    let near = did_you_mean(step, known_types().iter().copied()).filter(|_| may_be)?;
    let failure = Failure::usage(format!(
        "there is no binding type `{step}` that `fch` knows"
    ));
    Some(failure.help(format!("did you mean `{near}`?")))
}

fn unknown(schema: Schema, steps: &[String], step: &str, known: &[&str]) -> Failure {
    let file = schema.file_name();
    let path: Vec<&str> = steps.iter().map(String::as_str).chain([step]).collect();
    let path = path.join(".");
    let failure = Failure::usage(format!("`{path}` is not a key of {file} that `fch` knows"));
    let misplaced = schema.document().get("x-misplaced");
    let belongs = misplaced.and_then(|list| {
        let mut list = list.as_object()?.iter();
        let (_, right) = list.find(|(wrong, _)| wrong.eq_ignore_ascii_case(&path))?;
        right.as_str()
    });
    if let Some(right) = belongs {
        return failure.help(format!("it belongs at `{right}`"));
    }
    let shown = std::iter::once(file).chain(steps.iter().map(String::as_str));
    let section = shown.take(2).collect::<Vec<_>>().join(" ");
    match suggestion(step, known) {
        Some(help) => failure.help(help),
        None => failure.help(format!("`fch explain {section}` lists what there is")),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn text(schema: Schema, path: &str) -> String {
        page(schema, path).unwrap().text
    }

    fn help(schema: Schema, path: &str) -> String {
        let failure = page(schema, path).unwrap_err();
        failure.help.join(" ")
    }

    #[test]
    fn a_key_is_found_in_any_case() {
        let page = text(Schema::Host, "EXTENSIONS.queues.BatchSize");
        for fact in [
            "extensions.queues.batchSize (host.json)",
            "16",
            "AzureFunctionsJobHost__extensions__queues__batchSize",
        ] {
            assert!(page.contains(fact), "{fact}: {page}");
        }
        let page = text(Schema::Host, "customHandler.http.routes[].route");
        assert!(page.contains("{*route}"), "{page}");
    }

    #[test]
    fn a_section_lists_its_keys() {
        let page = text(Schema::Host, "extensions.queues");
        for key in ["maxDequeueCount", "visibilityTimeout"] {
            assert!(page.contains(key), "{page}");
        }
        assert!(text(Schema::Host, "").contains("functionTimeout"));
        let page = text(Schema::Function, "QueueTrigger");
        assert!(page.contains("queueName"), "{page}");
        assert!(
            !page.lines().any(|line| line.trim() == "direction"),
            "{page}"
        );
    }

    #[test]
    fn the_type_of_a_binding_stands_for_its_place() {
        let long = text(Schema::Function, "bindings.queueTrigger.queueName");
        assert_eq!(long, text(Schema::Function, "queuetrigger.QUEUENAME"));
        assert!(long.contains("bindings.queueTrigger.queueName"), "{long}");
        assert!(text(Schema::Function, "retry.maxRetryCount").contains("maxRetryCount"));
    }

    #[test]
    fn settings_are_found_by_name_or_by_the_form_of_it() {
        let page = text(Schema::Settings, "functions_worker_runtime");
        assert!(page.contains("Values.FUNCTIONS_WORKER_RUNTIME"), "{page}");
        assert!(page.contains("`custom`"), "{page}");
        assert!(text(Schema::Settings, "AzureWebJobs.Pay.Disabled").contains("one function"));
        assert!(text(Schema::Settings, "Values.Orders__clientSecret").contains("secret"));
        assert!(text(Schema::Settings, "Host.LocalHttpPort").contains("7071"));
    }

    #[test]
    fn what_is_retired_says_so() {
        let page = text(
            Schema::Host,
            "extensions.eventHubs.eventProcessorOptions.maxBatchSize",
        );
        assert!(
            page.contains("extensions.eventHubs.maxEventBatchSize"),
            "{page}"
        );
        let page = text(Schema::Host, "extensions.durableTask.hubName");
        assert!(page.contains("no effect on custom handlers"), "{page}");
    }

    #[test]
    fn a_miss_names_the_nearest_key() {
        assert!(help(Schema::Host, "extensions.queues.batchSiz").contains("`batchSize`"));
        assert!(help(Schema::Host, "queues").contains("`extensions.queues`"));
        assert!(
            help(Schema::Settings, "FUNCTIONS_WORKER_RUNTIM").contains("FUNCTIONS_WORKER_RUNTIME")
        );
        assert!(help(Schema::Function, "queueTrigger.queue").contains("`queueName`"));
        for path in ["queueTriger", "bindings.queueTriger"] {
            assert_eq!(help(Schema::Function, path), "did you mean `queueTrigger`?");
        }
        assert_eq!(
            help(Schema::Function, "bindngs"),
            "did you mean `bindings`?"
        );
    }

    #[test]
    fn places_in_lists_do_not_matter() {
        let plain = text(Schema::Host, "customHandler.http.routes.route");
        for path in [
            "customHandler.http.routes[12].route",
            "customHandler.http.routes[].route",
        ] {
            assert_eq!(text(Schema::Host, path), plain);
        }
        assert!(text(Schema::Function, "bindings[0].type").contains("bindings.type"));
        assert!(page(Schema::Host, "a[b").is_err());
    }
}
