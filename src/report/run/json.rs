//! `--json`: one object a line for every event, version 1. Fields are only added.

use serde::Serialize;
use serde_json::Value as Json;

use crate::emulator::event::{Event, Level, Record, Serving, Support};
use crate::emulator::plan::{Function, Http, Plan};
use crate::emulator::wire::{self, Exchange, Finding};

#[derive(Serialize)]
struct Line<'a> {
    version: u32,
    #[serde(flatten)]
    event: EventV1<'a>,
}

#[derive(Serialize)]
#[serde(
    tag = "event",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
enum EventV1<'a> {
    Serving {
        url: &'a str,
        key: Option<&'a str>,
        storage: Option<&'a str>,
        functions: Vec<FunctionV1<'a>>,
        function_errors: Vec<ErrorV1<'a>>,
        host_errors: &'a [String],
        warnings: &'a [String],
        support: Vec<SupportV1<'a>>,
    },
    Ready {
        handler_ms: f64,
        own_ms: f64,
    },
    Console {
        level: &'static str,
        text: &'a str,
    },
    Log {
        function: &'a str,
        text: &'a str,
    },
    Host {
        level: &'static str,
        text: &'a str,
    },
    Fault {
        finding: Finding,
    },
    Invocation {
        id: &'a str,
        function: &'a str,
        cause: &'a str,
        mode: &'static str,
        status: Option<u16>,
        success: bool,
        ms: f64,
        findings: Vec<Finding>,
        #[serde(skip_serializing_if = "Option::is_none")]
        exchange: Option<Exchange>,
    },
    Captured {
        function: &'a str,
        binding: &'a str,
        #[serde(rename = "type")]
        kind: &'a str,
        value: &'a str,
    },
    Dropped {
        count: u64,
    },
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FunctionV1<'a> {
    name: &'a str,
    trigger: &'a str,
    disabled: bool,
    mode: &'static str,
    url: Option<String>,
    methods: Option<Vec<String>>,
}

#[derive(Serialize)]
struct ErrorV1<'a> {
    function: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
struct SupportV1<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    support: &'static str,
}

/// Renders one event, with a line end.
pub fn render(event: &Event) -> String {
    line(match event {
        Event::Serving(serving) => serving_v1(serving),
        Event::Ready { handler, own } => EventV1::Ready {
            handler_ms: milliseconds(*handler),
            own_ms: milliseconds(*own),
        },
        Event::Console { level, text } => EventV1::Console {
            level: word(*level),
            text,
        },
        Event::Log { function, text } => EventV1::Log { function, text },
        Event::Host { level, text } => EventV1::Host {
            level: word(*level),
            text,
        },
        Event::Fault(finding) => EventV1::Fault {
            finding: Finding::from(finding.as_ref()),
        },
        Event::Invocation(record) => invocation(record),
        Event::Captured {
            function,
            binding,
            kind,
            value,
        } => EventV1::Captured {
            function,
            binding,
            kind,
            value,
        },
    })
}

/// Renders how many events were too many, with a line end.
pub fn dropped(count: u64) -> String {
    line(EventV1::Dropped { count })
}

fn line(event: EventV1<'_>) -> String {
    let line = Line {
        version: wire::VERSION,
        event,
    };
    // Only maps with non-text keys can fail to serialise, and there are none.
    let mut text = serde_json::to_string(&line).unwrap_or_default();
    text.push('\n');
    text
}

fn serving_v1(serving: &Serving) -> EventV1<'_> {
    let plan = serving.plan.as_ref();
    let functions = plan.functions.iter();
    let errors = plan.function_errors.iter();
    EventV1::Serving {
        url: &serving.url,
        key: serving.key.as_deref(),
        storage: serving.storage.as_deref(),
        functions: functions.map(|f| function(plan, f, &serving.url)).collect(),
        function_errors: errors
            .map(|(function, message)| ErrorV1 { function, message })
            .collect(),
        host_errors: &plan.host_errors,
        warnings: &plan.warnings,
        support: serving.support.iter().map(support).collect(),
    }
}

fn function<'a>(plan: &Plan, function: &'a Function, url: &str) -> FunctionV1<'a> {
    let http = function.http.as_ref();
    FunctionV1 {
        name: &function.name,
        trigger: &function.trigger.kind,
        disabled: function.disabled,
        mode: function.mode.as_str(),
        url: http.map(|http| format!("{url}/{}", plan.template(http))),
        methods: http.and_then(Http::verbs),
    }
}

fn support((kind, support): &(String, Support)) -> SupportV1<'_> {
    SupportV1 {
        kind,
        support: match support {
            Support::Emulated => "emulated",
            Support::ByHand => "byHand",
            Support::Captured => "captured",
            Support::Missing => "missing",
        },
    }
}

fn invocation(record: &Record) -> EventV1<'_> {
    EventV1::Invocation {
        id: &record.id,
        function: &record.function,
        cause: &record.cause,
        mode: record.mode.as_str(),
        status: record.status,
        success: record.success,
        ms: milliseconds(record.elapsed),
        findings: wire::findings(&record.findings),
        exchange: record.exchange.as_deref().map(Exchange::from),
    }
}

fn milliseconds(time: std::time::Duration) -> f64 {
    (time.as_secs_f64() * 1_000_000.0).round() / 1000.0
}

fn word(level: Level) -> &'static str {
    match level {
        Level::Debug => "debug",
        Level::Information => "information",
        Level::Warning => "warning",
        Level::Error => "error",
    }
}

/// Renders the kept outputs as one document, version 1, with a line end.
pub fn outputs(entries: &[Json]) -> String {
    let document = serde_json::json!({ "version": wire::VERSION, "outputs": entries });
    format!("{document:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::samples as sample;
    use std::time::Duration;

    fn rendered(event: &Event) -> Json {
        let text = render(event);
        assert_eq!(text.matches('\n').count(), 1, "one line: {text}");
        sample::parsed(&text)
    }

    #[test]
    fn every_event_has_a_version_and_a_name() {
        let mut record = sample::record();
        record.findings = vec![sample::finding()];
        let json = rendered(&Event::Invocation(Box::new(record)));
        assert_eq!(json["version"], 1);
        assert_eq!(json["event"], "invocation");
        assert_eq!(
            (&json["status"], &json["ms"]),
            (&Json::from(200), &Json::from(12.0))
        );
        assert_eq!(json["findings"][0]["rule"], "handler-404");
        assert!(json.get("exchange").is_none());
        let text = "two\nlines".to_owned();
        let level = Level::Warning;
        assert_eq!(
            rendered(&Event::Console { level, text })["text"],
            "two\nlines"
        );
        let (handler, own) = (Duration::from_micros(1_500), Duration::ZERO);
        assert_eq!(rendered(&Event::Ready { handler, own })["handlerMs"], 1.5);
        assert_eq!(sample::parsed(&dropped(7))["count"], 7);
    }

    #[test]
    fn serving_lists_functions() {
        let plan = sample::plan(vec![sample::function(
            "F",
            "httpTrigger",
            Some(("F", None)),
        )]);
        let json = rendered(&Event::Serving(Box::new(sample::serving(plan))));
        assert_eq!(json["functions"][0]["url"], "http://localhost:7071/api/F");
        assert_eq!(json["functions"][0]["methods"], Json::Null);
        assert_eq!(json["support"][1]["support"], "byHand");
    }
}
