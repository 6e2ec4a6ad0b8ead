//! `fch routes`: every public URL, and what the handler gets for it.

use serde::Serialize;

use crate::emulator::event::Mode;
use crate::emulator::plan::{AuthLevel, Function, Http, Plan};
use crate::emulator::wire;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    url: String,
    /// Upper-case; none listed means all.
    methods: Option<Vec<String>>,
    auth: &'static str,
    function: String,
    disabled: bool,
    handler: Received,
}

/// What the handler receives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Received {
    mode: &'static str,
    /// `None` is the caller's.
    method: Option<&'static str>,
    path: String,
}

#[derive(Serialize)]
struct Document {
    version: u32,
    routes: Vec<Row>,
}

/// Renders the routes in the host's order as a table.
pub fn table(plan: &Plan, url: &str) -> String {
    let mut lines =
        vec![["URL", "METHODS", "AUTH", "FUNCTION", "THE HANDLER GETS"].map(str::to_owned)];
    lines.extend(rows(plan, url).into_iter().map(cells));
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..5).map(width).collect();
    let line = |cells: &[String; 5]| {
        let cells = cells.iter().zip(&widths);
        let padded: Vec<String> = cells
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        format!("{}\n", padded.join("  ").trim_end())
    };
    lines.iter().map(line).collect()
}

/// Renders the same as one JSON document, version 1.
pub fn json(plan: &Plan, url: &str) -> String {
    let document = Document {
        version: wire::VERSION,
        routes: rows(plan, url),
    };
    // Only maps with non-text keys can fail to serialise, and there are none.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn rows(plan: &Plan, url: &str) -> Vec<Row> {
    let routes = plan.routes();
    routes
        .map(|(function, http, _)| row(plan, function, http, url))
        .collect()
}

fn row(plan: &Plan, function: &Function, http: &Http, url: &str) -> Row {
    let template = plan.template(http);
    Row {
        methods: http.verbs(),
        auth: auth(http.auth),
        function: function.name.clone(),
        disabled: function.disabled,
        handler: received(plan, function, &template),
        url: format!("{url}/{template}"),
    }
}

/// H-REQ-01, H-FWD-03.
fn received(plan: &Plan, function: &Function, template: &str) -> Received {
    let legacy = plan.handler.as_ref().is_some_and(|handler| handler.legacy);
    let envelope = function.mode == Mode::Envelope;
    Received {
        mode: function.mode.as_str(),
        method: envelope.then_some("POST"),
        path: match envelope || legacy {
            true => format!("/{}", function.name),
            false => format!("/{template}"),
        },
    }
}

fn cells(row: Row) -> [String; 5] {
    let Received { mode, method, path } = row.handler;
    let disabled = if row.disabled { " (disabled)" } else { "" };
    let handler = match method {
        Some(method) => format!("{method} {path}, {mode}"),
        None => format!("the request at {path}, {mode}"),
    };
    let methods = match row.methods {
        None => "any".to_owned(),
        Some(methods) if methods.is_empty() => "none".to_owned(),
        Some(methods) => methods.join(","),
    };
    [
        row.url,
        methods,
        row.auth.to_owned(),
        format!("{}{disabled}", row.function),
        handler,
    ]
    .map(|cell| super::shown(&cell).into_owned())
}

fn auth(level: AuthLevel) -> &'static str {
    match level {
        AuthLevel::Anonymous => "anonymous",
        AuthLevel::User => "user",
        AuthLevel::Function => "function",
        AuthLevel::System => "system",
        AuthLevel::Admin => "admin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::samples as sample;

    fn plan() -> Plan {
        let mut raw = sample::function("Web", "httpTrigger", Some(("{*path}", None)));
        raw.mode = Mode::Proxy;
        let methods: &[&str] = &["get", "post"];
        let orders = sample::function("Orders", "httpTrigger", Some(("orders", Some(methods))));
        sample::plan(vec![
            orders,
            sample::function("T", "timerTrigger", None),
            raw,
        ])
    }

    #[test]
    fn the_table_says_what_the_handler_gets() {
        assert_eq!(
            table(&plan(), "http://localhost:7071"),
            "\
URL                                METHODS   AUTH      FUNCTION  THE HANDLER GETS
http://localhost:7071/api/orders   GET,POST  function  Orders    POST /Orders, envelope
http://localhost:7071/api/{*path}  any       function  Web       the request at /api/{*path}, proxying
"
        );
    }

    #[test]
    fn json_has_the_same_rows() {
        let json = sample::parsed(&json(&plan(), "http://x"));
        assert_eq!(json["version"], 1);
        assert_eq!(json["routes"][0]["handler"]["path"], "/Orders");
        assert_eq!(
            json["routes"][1]["handler"]["method"],
            serde_json::Value::Null
        );
        assert_eq!(json["routes"].as_array().map(Vec::len), Some(2));
    }
}
