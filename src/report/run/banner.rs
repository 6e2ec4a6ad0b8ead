//! The start banner: which functions there are, and what this machine does for them.

use std::fmt::Write as _;
use std::time::Duration;

use console::Style;

use super::{elapsed, shown};
use crate::emulator::event::{Serving, Support};
use crate::emulator::plan::{Function, Plan};

/// Renders the list of functions as Core Tools prints it (H-START-51), with what did not load,
/// what is emulated, and the key.
pub fn render(serving: &Serving, plain: &Style) -> String {
    let plan = &serving.plan;
    let mut out = functions(plan, &serving.url, plain);
    let red = plain.clone().red().bold();
    // Writing to a string cannot fail.
    for (name, message) in &plan.function_errors {
        let _ = writeln!(
            out,
            "{} `{}` did not load: {}",
            red.apply_to("error:"),
            shown(name),
            shown(message)
        );
    }
    for message in &plan.host_errors {
        let _ = writeln!(
            out,
            "{} the host cannot run: {}",
            red.apply_to("error:"),
            shown(message)
        );
    }
    out.push_str(&support(serving));
    if let Some(key) = &serving.key {
        let _ = writeln!(
            out,
            "Key (for this run): {key}\n  send it as `x-functions-key: {key}` or `?code={key}`"
        );
    }
    out
}

/// Renders the line that says that requests are answered.
pub fn ready(url: &str, handler: Duration, own: Duration, plain: &Style) -> String {
    let (handler, own) = (elapsed(handler), elapsed(own));
    let word = plain.clone().green().bold().apply_to("Ready");
    let on = if url.is_empty() {
        String::new()
    } else {
        format!(" on {url}")
    };
    format!("{word}{on}: the handler took {handler}, fch {own}\n")
}

fn functions(plan: &Plan, url: &str, plain: &Style) -> String {
    if plan.functions.is_empty() {
        return "No functions.\n".to_owned();
    }
    let mut out = "Functions:\n\n".to_owned();
    let (disabled, enabled): (Vec<_>, Vec<_>) = plan
        .functions
        .iter()
        .partition(|function| function.disabled);
    for function in enabled {
        let name = plain
            .clone()
            .bold()
            .apply_to(shown(&function.name).into_owned());
        let _ = writeln!(out, "  {name}: {}", shown(&what(plan, function, url)));
    }
    for function in disabled {
        // H-DISC-39
        let _ = writeln!(out, "  Function {} is disabled.", shown(&function.name));
    }
    out.push('\n');
    out
}

/// `[GET,POST] http://localhost:7071/api/orders`, or the trigger's type.
fn what(plan: &Plan, function: &Function, url: &str) -> String {
    let Some(http) = &function.http else {
        return function.trigger.kind.clone();
    };
    let address = format!("{url}/{}", plan.template(http));
    match http.methods.as_deref() {
        None | Some([]) => address,
        Some(methods) => format!("[{}] {address}", methods.join(",").to_uppercase()),
    }
}

fn support(serving: &Serving) -> String {
    let of = |wanted: Support| {
        let kinds = serving
            .support
            .iter()
            .filter(|(_, support)| *support == wanted);
        let kinds: Vec<&str> = kinds.map(|(kind, _)| kind.as_str()).collect();
        (!kinds.is_empty()).then(|| shown(&kinds.join(", ")).into_owned())
    };
    let storage = serving.storage.as_deref().map(shown);
    let lines = [
        of(Support::Emulated).map(|kinds| format!("Emulated:      {kinds}")),
        of(Support::ByHand).map(|kinds| format!("Fired by hand: {kinds} (`fch invoke FUNCTION`)")),
        of(Support::Captured).map(|kinds| format!("Captured:      {kinds} (`fch outputs`)")),
        of(Support::Missing).map(|kinds| format!("Not supported: {kinds}")),
        storage.map(|storage| format!("Storage:       {storage}")),
    ];
    lines
        .into_iter()
        .flatten()
        .map(|line| line + "\n")
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::samples as sample;

    #[test]
    fn it_lists_functions_as_core_tools_does() {
        // H-START-51, H-DISC-39
        let mut old = sample::function("Old", "queueTrigger", None);
        old.disabled = true;
        let mut plan = sample::plan(vec![
            sample::function("All", "httpTrigger", Some(("All", None))),
            sample::function("Nightly", "timerTrigger", None),
            old,
            sample::function(
                "Orders",
                "httpTrigger",
                Some(("orders/{id}", Some(&["get", "Post"]))),
            ),
        ]);
        plan.function_errors = vec![("Bad".into(), "no trigger".into())];
        let mut serving = sample::serving(plan);
        serving.key = Some("k3y".into());
        serving.storage = Some("embedded store (.fch/storage.db)".into());
        assert_eq!(
            render(&serving, &Style::new().force_styling(false)),
            "Functions:

  All: http://localhost:7071/api/All
  Nightly: timerTrigger
  Orders: [GET,POST] http://localhost:7071/api/orders/{id}
  Function Old is disabled.

error: `Bad` did not load: no trigger
Emulated:      httpTrigger
Fired by hand: serviceBusTrigger (`fch invoke FUNCTION`)
Captured:      eventHub (`fch outputs`)
Storage:       embedded store (.fch/storage.db)
Key (for this run): k3y
  send it as `x-functions-key: k3y` or `?code=k3y`
"
        );
    }

    #[test]
    fn the_ready_line_tells_the_times_apart() {
        let plain = Style::new().force_styling(false);
        let line = ready(
            "http://localhost:7071",
            Duration::from_millis(40),
            Duration::from_micros(3_200),
            &plain,
        );
        assert_eq!(
            line,
            "Ready on http://localhost:7071: the handler took 40 ms, fch 3.2 ms\n"
        );
    }
}
