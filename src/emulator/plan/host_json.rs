//! host.json -> the effective configuration: flattened, profile below, environment on top.

use super::{Config, Environment};
use crate::app::App;
use crate::emulator::invoke::envelope::dotnet;
use crate::json::{Node, Value};

/// Prefixes of variables that override host.json (H-HOST-10).
const PREFIX: &str = "azurefunctionsjobhost";

/// What a custom-handler profile supplies (H-CFG-46).
const PROFILE: [(&str, &str); 3] = [
    ("customHandler:enableProxyingHttpRequest", "true"),
    ("extensions:http:routePrefix", ""),
    ("customHandler:http:routes:0:route", "{*route}"),
];

/// Reads the configuration. Errors of the host itself go to `errors` (H-HOST-11).
pub fn config(app: &App, environment: &Environment, errors: &mut Vec<String>) -> Config {
    let mut written = Config::default();
    match &app.host.root {
        Some(root) if app.host.problems.is_empty() && root.is_object() => {
            check_version(root, errors);
            flatten("", root, &mut written);
        }
        _ => errors.push("host.json cannot be parsed".to_owned()),
    }
    override_from(environment, &mut written);
    let mut config = Config::default();
    match written.get("configurationProfile").unwrap_or_default() {
        name if is_custom_handler_profile(name) => {
            for (path, value) in PROFILE {
                config.set(path, value);
            }
        }
        name if name.is_empty() || name.eq_ignore_ascii_case("default") => {}
        name => errors.push(format!(
            "the configuration profile `{name}` is not supported"
        )),
    }
    for (path, value) in written.iter() {
        config.set(path, value);
    }
    config
}

/// True for the two profiles that are made for custom handlers, in any case (H-CFG-45).
fn is_custom_handler_profile(name: &str) -> bool {
    ["mcp-custom-handler", "web-app-custom-handler"]
        .iter()
        .any(|profile| profile.eq_ignore_ascii_case(name))
}

/// The key is matched exactly; an empty object is replaced by a default (H-HOST-02..05).
fn check_version(root: &Node, errors: &mut Vec<String>) {
    if root.members().is_empty() {
        return;
    }
    let version = root.member("version").map(|member| &member.value.value);
    match version {
        Some(Value::String(text)) if text == "2.0" => {}
        None | Some(Value::Null) => errors.push("host.json has no `version`".to_owned()),
        Some(Value::String(text)) if text.is_empty() => {
            errors.push("host.json has no `version`".to_owned());
        }
        Some(_) => errors.push("`version` in host.json is not \"2.0\"".to_owned()),
    }
}

/// Scalars become text; empty objects and arrays leave nothing behind (H-HOST-09). The last of
/// two equal keys wins (H-DISC-21).
fn flatten(path: &str, node: &Node, config: &mut Config) {
    let below = |key: &str| match path {
        "" => key.to_owned(),
        path => format!("{path}:{key}"),
    };
    match &node.value {
        Value::Object(members) => {
            for member in members {
                flatten(&below(&member.key.text), &member.value, config);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                flatten(&below(&index.to_string()), item, config);
            }
        }
        _ => config.set(path, scalar(&node.value)),
    }
}

/// A scalar in .NET's invariant text; what looks like a date is one (H-DISC-22).
fn scalar(value: &Value) -> String {
    match value {
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::String(text) => dotnet::reformatted_date(text).unwrap_or_else(|| text.clone()),
        Value::Number(text) if text.contains(['.', 'e', 'E']) => match text.parse::<f64>() {
            Ok(number) => dotnet::double(number),
            Err(_) => text.clone(),
        },
        Value::Number(text) => text.clone(),
        _ => String::new(),
    }
}

/// `AzureFunctionsJobHost__a__b` and `AzureFunctionsJobHost:a:b`, in any case (H-HOST-10).
fn override_from(environment: &Environment, config: &mut Config) {
    for (name, value) in environment.iter() {
        let path = name.replace("__", ":");
        let mut parts = path.splitn(2, ':');
        let first = parts.next().unwrap_or_default();
        if let (true, Some(rest)) = (first.eq_ignore_ascii_case(PREFIX), parts.next()) {
            config.set(rest, value);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(host: &str, variables: &[(&str, &str)]) -> (Config, Vec<String>) {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("host.json"), host).unwrap();
        let app = App::load(&crate::app::discover::app(Some(dir.path())).unwrap());
        let mut environment = Environment::default();
        for (name, value) in variables {
            environment.set(*name, *value);
        }
        let mut errors = Vec::new();
        let config = config(&app, &environment, &mut errors);
        (config, errors)
    }

    #[test]
    fn scalars_become_text_and_keys_ignore_case() {
        // H-HOST-09, H-HOST-10
        let (config, errors) = read(
            r#"{"version": "2.0", "A": {"b": true, "C": null, "d": 2.0, "e": [1, "x"], "f": {}}}"#,
            &[
                ("AZUREFUNCTIONSJOBHOST__a__X", "1"),
                ("AzureFunctionsJobHost:a:e:0", "9"),
            ],
        );
        assert_eq!(errors, Vec::<String>::new());
        assert_eq!(config.get("a:B"), Some("True"));
        assert_eq!(config.get("a:c"), Some(""));
        assert_eq!(config.get("a:d"), Some("2"));
        assert_eq!(config.list("a:e"), ["9", "x"]);
        assert!(!config.exists("a:f") && config.exists("a:e") && !config.exists("a:ee"));
        assert_eq!(config.number("a:x"), Some(1));
        // H-DISC-22
        let (config, _) = read(
            r#"{"version": "2.0", "a": "2020-01-31T13:05:09Z", "b": "2020-01-31", "c": 1e20}"#,
            &[],
        );
        assert_eq!(config.get("a"), Some("01/31/2020 13:05:09"));
        assert_eq!(config.get("b"), Some("2020-01-31"));
        assert_eq!(config.get("c"), Some("1E+20"));
    }

    #[test]
    fn the_version_is_required_and_exact() {
        // H-HOST-02..06, V-22, V-23, V-25
        let errors = |host: &str| read(host, &[]).1.len();
        assert_eq!(errors("{}"), 0);
        assert_eq!(errors(r#"{"logging": {}}"#), 1);
        assert_eq!(errors(r#"{"version": "2"}"#), 1);
        assert_eq!(errors(r#"{"version": 2.0}"#), 1);
        assert_eq!(errors(r#"{"Version": "2.0"}"#), 1);
        assert_eq!(errors(r#"{"version": "2.0", "whatever": {"a": [1,2]}}"#), 0);
        assert_eq!(errors("[1]"), 1);
        assert_eq!(errors("{\"version\": "), 1);
    }

    #[test]
    fn a_profile_supplies_defaults() {
        // H-CFG-45, H-CFG-46, V-44
        let host = r#"{"version": "2.0", "configurationProfile": "MCP-custom-handler"}"#;
        let (config, errors) = read(host, &[]);
        assert_eq!(errors, Vec::<String>::new());
        assert_eq!(
            config.get("customHandler:http:routes:0:route"),
            Some("{*route}")
        );
        assert_eq!(config.get("extensions:http:routePrefix"), Some(""));
        let (config, _) = read(
            host,
            &[("AzureFunctionsJobHost__extensions__http__routePrefix", "x")],
        );
        assert_eq!(config.get("extensions:http:routePrefix"), Some("x"));
        let (config, errors) = read(
            host,
            &[("AzureFunctionsJobHost__configurationProfile", "nonsense")],
        );
        assert!(!config.exists("customHandler") && errors.len() == 1);
    }
}
