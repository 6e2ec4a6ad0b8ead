//! Events to fire by hand: a realistic sample for every trigger type, and from text.
//!
//! A sample is made from the function's own bindings: its queue, the tokens of its path, its
//! route, its `cardinality`. One file for each family of triggers; a type that is not known
//! gets a plain one.

mod cloud;
mod http;
mod messaging;
mod read;
mod services;
mod storage;
mod values;

use std::sync::Arc;

use serde_json::{Map, Value as Json, json};

use super::timer;
use crate::emulator::invoke::{Invocation, Metadata, TriggerValue, Value, envelope};
use crate::emulator::plan::{Binding, Function};

/// A sample event of a function, as JSON that a user can edit and pass back:
/// `{"value": ..., "metadata": {...}}`, for an httpTrigger
/// `{"method", "path", "query", "headers", "body"}`.
pub fn event(function: &Function) -> Json {
    if let Some(http) = &function.http {
        return http::event(http);
    }
    let sample = of_trigger(&function.trigger);
    let sample = if function.trigger.many {
        sample.batch()
    } else {
        sample
    };
    sample.json(&function.trigger)
}

/// The invocation that an event in the form of [`event`] means; not for httpTriggers.
///
/// # Errors
/// What is wrong with it, in one line.
pub fn invocation(function: &Arc<Function>, event: &Json) -> Result<Invocation, String> {
    if function.trigger.is("httpTrigger") {
        return Err(NEEDS_REQUEST.to_owned());
    }
    let (value, metadata) = read::event(&function.trigger, event)?;
    Ok(fired(function, value, metadata))
}

/// The invocation of `POST /admin/functions/{name}` with `{"input": text}` (H-REQ-54..56).
///
/// # Errors
/// For an httpTrigger: a real request is needed (H-REQ-55).
pub fn from_input(function: &Arc<Function>, input: &str) -> Result<Invocation, String> {
    let trigger = &function.trigger;
    if trigger.is("httpTrigger") {
        return Err(NEEDS_REQUEST.to_owned());
    }
    let (value, mut metadata) = if trigger.is("timerTrigger") {
        let adjusts = !is_time_span(trigger);
        let value = timer::timer_info(adjusts, None, false);
        (Value::Json(value), Metadata::default())
    } else if trigger.is("queueTrigger") {
        storage::queue_event(input, trigger.is_binary())
    } else {
        text_event(trigger, input)
    };
    // Unlike with a real event, the text is there as an argument too (H-REQ-54).
    metadata.set(trigger.name.clone(), Value::Text(input.to_owned()));
    Ok(fired(function, value, metadata))
}

const NEEDS_REQUEST: &str = "an httpTrigger needs a real HTTP request";

fn fired(function: &Arc<Function>, value: Value, metadata: Metadata) -> Invocation {
    Invocation {
        function: Arc::clone(function),
        cause: "admin".into(),
        value: TriggerValue::Value(value),
        metadata,
        remarks: Vec::new(),
    }
}

fn text_event(trigger: &Binding, input: &str) -> (Value, Metadata) {
    let mut metadata = Metadata::default();
    if trigger.is_binary() {
        return (Value::Bytes(input.as_bytes().to_vec()), metadata);
    }
    envelope::add_properties(&mut metadata, input);
    (Value::Text(input.to_owned()), metadata)
}

/// True for a timer with a time span instead of NCRONTAB (H-REQ-45).
fn is_time_span(trigger: &Binding) -> bool {
    use crate::bindings::ncrontab::{Schedule, parse};
    let parsed = parse(trigger.text("schedule").unwrap_or_default());
    matches!(parsed, Ok(parsed) if matches!(parsed.schedule, Schedule::Interval(_)))
}

/// A value and what is known about it.
struct Sample {
    value: Json,
    metadata: Vec<(String, Json)>,
    /// How metadata is named in a batch.
    batch_names: BatchNames,
}

/// A trigger type, and how its sample is made.
type Known = (&'static str, fn(&Binding) -> Sample);

/// How the metadata of a batch is named.
#[derive(Clone, Copy, PartialEq, Eq)]
enum BatchNames {
    /// One array for each, with `Array` at the end; these stay as they are (H-REQ-47, H-REQ-48).
    Arrays(&'static [&'static str]),
    /// None but these.
    Only(&'static [&'static str]),
}

impl Sample {
    fn new(value: Json) -> Sample {
        Sample {
            value,
            metadata: Vec::new(),
            batch_names: BatchNames::Only(&[]),
        }
    }

    /// Adds an object's members as metadata.
    fn with(mut self, metadata: Json) -> Sample {
        if let Json::Object(members) = metadata {
            self.metadata.extend(members);
        }
        self
    }

    fn named(mut self, names: BatchNames) -> Sample {
        self.batch_names = names;
        self
    }

    /// The sample of a batch with one event in it (H-REQ-17).
    fn batch(self) -> Sample {
        let names = self.batch_names;
        let metadata = self.metadata.into_iter();
        let metadata = metadata.filter_map(|(name, value)| match names {
            BatchNames::Only(kept) => kept.contains(&name.as_str()).then_some((name, value)),
            BatchNames::Arrays(kept) if kept.contains(&name.as_str()) => Some((name, value)),
            BatchNames::Arrays(_) => Some((format!("{name}Array"), json!([value]))),
        });
        Sample {
            value: match self.value {
                // What comes as an array anyway is one.
                Json::Array(elements) => Json::Array(elements),
                other => json!([other]),
            },
            metadata: metadata.collect(),
            batch_names: names,
        }
    }

    fn json(self, trigger: &Binding) -> Json {
        let metadata: Map<String, Json> = self.metadata.into_iter().collect();
        let one_binary = trigger.is_binary() && !trigger.many;
        if !one_binary {
            return json!({ "value": self.value, "metadata": metadata });
        }
        let bytes = read::text_of(&self.value).into_bytes();
        json!({ "value": values::base64(&bytes), "encoding": "base64", "metadata": metadata })
    }
}

fn of_trigger(trigger: &Binding) -> Sample {
    let families = [
        storage::sample,
        messaging::sample,
        cloud::sample,
        services::sample,
    ];
    let mut found = families.iter().filter_map(|family| family(trigger));
    found.next().unwrap_or_else(|| Sample::new(values::order()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
