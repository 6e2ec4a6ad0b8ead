//! `--verbose` and `--show`: all that is known of one invocation, in a panel.

use console::Style;

use super::{body, fault};
use crate::emulator::event::{Exchange, Record};
use crate::emulator::{caller_keys, wire};

/// How wide the lines above and below are.
const WIDTH: usize = 78;

/// How the bodies of a panel are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bodies {
    /// For reading: JSON indented.
    Indented,
    /// As they were sent, with remarks on what is encoded twice.
    Exact,
}

/// Renders an invocation: mode, both ways, what the host does with it, and findings.
pub fn render(record: &Record, bodies: Bodies, plain: &Style) -> String {
    let title = format!(
        "{}: {} ({})",
        record.function,
        record.cause,
        record.mode.as_str()
    );
    let mut out = rule(&title, plain);
    if let Some(exchange) = &record.exchange {
        out.push_str(&both_ways(exchange, bodies, plain));
    }
    for finding in &record.findings {
        out.push_str(&fault::render(&wire::Finding::from(finding), plain));
    }
    out.push_str(&rule(&end(record), plain));
    out
}

/// Renders what went each way and what the host does with it.
pub fn both_ways(exchange: &Exchange, bodies: Bodies, plain: &Style) -> String {
    let exchange = &caller_keys::hidden(exchange);
    let mut out = String::new();
    let sent = format!("> {}", super::shown(&exchange.request_line));
    out.push_str(&message(
        &sent,
        &exchange.request_headers,
        &exchange.request_body,
        bodies,
        plain,
    ));
    let got = match exchange.response_status {
        Some(status) => format!("< {status}"),
        None => "< no answer".to_owned(),
    };
    out.push_str(&message(
        &got,
        &exchange.response_headers,
        &exchange.response_body,
        bodies,
        plain,
    ));
    for line in &exchange.consequences {
        out.push_str(&format!("= {}\n", super::shown(line)));
    }
    out
}

/// Renders what the caller of an HTTP function gets.
pub fn answer(response: &wire::Response, plain: &Style) -> String {
    let first = format!("The caller gets {}", response.status);
    let body = response.content.bytes();
    message(&first, &response.headers, &body, Bodies::Exact, plain)
}

fn message(
    first: &str,
    headers: &[(String, String)],
    bytes: &[u8],
    bodies: Bodies,
    plain: &Style,
) -> String {
    let mut out = format!("{}\n", plain.clone().bold().apply_to(first));
    for (name, value) in headers {
        let name = plain
            .clone()
            .cyan()
            .apply_to(super::shown(name).into_owned());
        out.push_str(&format!("  {name}: {}\n", super::shown(value)));
    }
    let (lines, remarks) = match bodies {
        Bodies::Indented => (body::indented(bytes), Vec::new()),
        Bodies::Exact => (body::exact(bytes), body::re_encoded(bytes)),
    };
    if !lines.is_empty() {
        out.push('\n');
    }
    for line in lines {
        out.push_str(&format!("  {line}\n"));
    }
    for remark in remarks {
        let remark = plain.clone().yellow().apply_to(format!("note: {remark}"));
        out.push_str(&format!("  {remark}\n"));
    }
    out
}

fn end(record: &Record) -> String {
    let result = if record.success { "ok" } else { "failed" };
    let elapsed = super::elapsed(record.elapsed);
    match record.status {
        Some(status) => format!("{status} in {elapsed}, {result}"),
        None => format!("{result} in {elapsed}"),
    }
}

/// `-- title ------`
fn rule(title: &str, plain: &Style) -> String {
    let title = super::shown(title);
    let rest = WIDTH.saturating_sub(title.chars().count() + 4).max(3);
    let line = format!("-- {title} {}", "-".repeat(rest));
    format!("{}\n", plain.clone().dim().apply_to(line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::samples as sample;

    fn panel(bodies: Bodies) -> String {
        let mut record = sample::record();
        record.exchange = Some(Box::new(Exchange {
            request_line: "POST /Orders".into(),
            request_headers: vec![("Content-Type".into(), "application/json".into())],
            request_body: r#"{"Data":{"msg":"\"hi\""}}"#.into(),
            response_status: Some(200),
            response_headers: vec![("X-Bell".into(), "\u{7}".into())],
            response_body: "{}".into(),
            consequences: vec!["`res` becomes the response".into()],
        }));
        render(&record, bodies, &Style::new().force_styling(false))
    }

    #[test]
    fn it_shows_both_ways_and_what_follows() {
        assert_eq!(
            panel(Bodies::Indented),
            format!(
                r#"-- Orders: GET /api/orders/7 (envelope) {}
> POST /Orders
  Content-Type: application/json

  {{
    "Data": {{
      "msg": "\"hi\""
    }}
  }}
< 200
  X-Bell: \u{{7}}

  {{}}
= `res` becomes the response
-- 200 in 12 ms, ok {}
"#,
                "-".repeat(38),
                "-".repeat(58)
            )
        );
    }

    #[test]
    fn exact_bodies_have_remarks() {
        let shown = panel(Bodies::Exact);
        assert!(
            shown.contains("\n  {\"Data\":{\"msg\":\"\\\"hi\\\"\"}}\n"),
            "{shown}"
        );
        assert!(
            shown.contains("note: $.Data.msg is text that holds JSON: \"hi\""),
            "{shown}"
        );
    }

    #[test]
    fn no_answer_and_findings_are_told() {
        let mut record = sample::record();
        record.success = false;
        record.status = None;
        record.exchange = Some(Box::default());
        record.findings = vec![sample::finding()];
        let shown = render(
            &record,
            Bodies::Indented,
            &Style::new().force_styling(false),
        );
        assert!(shown.contains("< no answer\n"));
        assert!(
            shown.contains("error[handler-404]: ") && shown.contains("`fch explain handler-404`")
        );
        assert!(shown.contains("-- failed in 12 ms -"), "{shown}");
    }
}
