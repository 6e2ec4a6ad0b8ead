//! `/admin/functions`: list, look at and fire functions (H-ADM-01..06, H-ADM-16, H-ADM-17).

use std::sync::Arc;

use hyper::body::Incoming;
use hyper::{Method, Request, Response, StatusCode};
use serde_json::{Value as Json, json};

use super::{answer, not_emulated};
use crate::emulator::Host;
use crate::emulator::body::Body;
use crate::emulator::event::Level;
use crate::emulator::invoke::execute;
use crate::emulator::plan::{Function, Plan};
use crate::emulator::triggers::sample;

/// Answers what is below `/admin/functions`; `rest` is in lower case.
pub(super) async fn serve(
    host: &Arc<Host>,
    request: Request<Incoming>,
    rest: &[&str],
    base: &str,
) -> Response<Body> {
    match (request.method().clone(), rest) {
        (Method::GET, []) => list(&host.plan, base),
        (Method::GET, [name]) => get(&host.plan, name, base),
        (Method::GET, [name, "status"]) => status(&host.plan, name),
        (Method::POST, [name]) => fire(host, request, name).await,
        (Method::PUT | Method::DELETE, [_]) => not_emulated(),
        (_, [] | [_] | [_, "status"]) => answer::empty(StatusCode::METHOD_NOT_ALLOWED),
        _ => answer::empty(StatusCode::NOT_FOUND),
    }
}

/// Runs the warm-up functions, if there are any (H-ROUTE-27).
pub(super) async fn warm_up(host: &Arc<Host>) -> Response<Body> {
    let functions = host.plan.functions.iter();
    for function in functions.filter(|function| function.trigger.is("warmupTrigger")) {
        if let Ok(invocation) = sample::from_input(function, "") {
            execute::run(host, invocation).await;
        }
    }
    answer::empty(StatusCode::OK)
}

fn list(plan: &Plan, base: &str) -> Response<Body> {
    let functions = plan.functions.iter();
    let functions: Vec<Json> = functions.map(|f| describe(plan, f, base)).collect();
    answer::json(&functions)
}

fn get(plan: &Plan, name: &str, base: &str) -> Response<Body> {
    match plan.function(name) {
        Some(function) => answer::json(&describe(plan, function, base)),
        None => answer::empty(StatusCode::NOT_FOUND),
    }
}

/// `{}`, or why the function did not load (H-ADM-04).
fn status(plan: &Plan, name: &str) -> Response<Body> {
    let errors = plan.function_errors.iter();
    let errors: Vec<&str> = errors
        .filter(|(function, _)| function.eq_ignore_ascii_case(name))
        .map(|(_, message)| message.as_str())
        .collect();
    match (errors.is_empty(), plan.function(name)) {
        (false, _) => answer::json(&json!({ "errors": errors })),
        (true, Some(_)) => answer::json(&json!({})),
        (true, None) => answer::empty(StatusCode::NOT_FOUND),
    }
}

/// The members of H-ADM-16. The `vfs` addresses have the host's form; nothing is served there.
fn describe(plan: &Plan, function: &Function, base: &str) -> Json {
    let name = &function.name;
    let files = format!("{base}/admin/vfs/{name}/");
    let script = function.document.get("scriptFile").and_then(Json::as_str);
    let invoke = function.http.as_ref().map(|http| {
        // The host lower-cases the whole address.
        format!("{base}/{}", plan.template(http)).to_lowercase()
    });
    json!({
        "name": name,
        "script_root_path_href": files,
        "script_href": script.map(|script| format!("{files}{script}")),
        "config_href": format!("{files}function.json"),
        "test_data_href": null,
        "href": format!("{base}/admin/functions/{name}"),
        "invoke_url_template": invoke,
        "language": "custom",
        "config": function.document,
        "files": null,
        "test_data": null,
        "isDisabled": function.disabled,
        "isDirect": false,
        "isProxy": false,
    })
}

/// Fires a function in the background with a text (H-ADM-03); disabled ones too (H-DISC-36).
async fn fire(host: &Arc<Host>, request: Request<Incoming>, name: &str) -> Response<Body> {
    let Some(function) = host.plan.function(name) else {
        return answer::empty(StatusCode::NOT_FOUND);
    };
    let body = super::json(host, request).await;
    let Some(input) = body.as_ref().and_then(input) else {
        return answer::empty(StatusCode::BAD_REQUEST);
    };
    match sample::from_input(function, &input) {
        Ok(invocation) => {
            let host = host.clone();
            tokio::spawn(async move { execute::run(&host, invocation).await });
        }
        // The caller is not told (H-REQ-55).
        Err(why) => {
            let text = format!("`{}` cannot be fired with a text: {why}", function.name);
            host.events.host(Level::Error, text);
        }
    }
    answer::empty(StatusCode::ACCEPTED)
}

/// The text of `input`, ignoring case; an object or array is no text (H-ADM-17).
fn input(body: &Json) -> Option<String> {
    let mut members = body.as_object()?.iter();
    let input = members.find(|(name, _)| name.eq_ignore_ascii_case("input"));
    match input.map(|(_, value)| value) {
        None | Some(Json::Null) => Some(String::new()),
        Some(Json::String(text)) => Some(text.clone()),
        Some(Json::Object(_) | Json::Array(_)) => None,
        Some(scalar) => Some(scalar.to_string()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn input_is_a_text() {
        // H-ADM-03, H-ADM-17
        assert_eq!(input(&json!({"input": "{\"a\":1}"})).unwrap(), "{\"a\":1}");
        assert_eq!(input(&json!({"Input": 5})).unwrap(), "5");
        assert_eq!(input(&json!({})).unwrap(), "");
        for wrong in [json!(null), json!("x"), json!({"input": {"a": 1}})] {
            assert_eq!(input(&wrong), None, "{wrong}");
        }
    }
}
