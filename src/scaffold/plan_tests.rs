//! What is planned, asserted against the documentation's examples.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::scaffold::Set;
use serde_json::{Value, json};

fn request(triggers: &[&str], outputs: &[&str], http_only: bool) -> Request {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Request {
        triggers: owned(triggers),
        outputs: owned(outputs),
        http_only,
        ci: Some("github".to_owned()),
        folder: "my-app".to_owned(),
        ..Request::default()
    }
}

fn text<'a>(plan: &'a Plan, path: &str) -> &'a str {
    let file = plan.files.iter().find(|file| file.path == path);
    let file = file.unwrap_or_else(|| panic!("{path} is not planned"));
    std::str::from_utf8(&file.content).unwrap()
}

fn read(plan: &Plan, path: &str) -> Value {
    serde_json::from_str(text(plan, path)).unwrap()
}

#[test]
fn order_is_the_example_of_the_documentation() {
    let plan = plan(&request(&["http"], &["queue"], false)).unwrap();
    let expected = json!({ "$schema": "../.vscode/schemas/function.schema.json", "bindings": [
        { "type": "httpTrigger", "authLevel": "function", "direction": "in", "name": "req",
          "methods": ["post"] },
        { "type": "http", "direction": "out", "name": "res" },
        { "type": "queue", "name": "message", "direction": "out", "queueName": "orders",
          "connection": "AzureWebJobsStorage" },
    ] });
    assert_eq!(read(&plan, "order/function.json"), expected);
    assert_eq!(
        read(&plan, "host.json")["extensionBundle"],
        json!({ "id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)" })
    );
}

#[test]
fn hello_is_the_example_of_the_documentation() {
    let plan = plan(&request(&["http"], &[], true)).unwrap();
    let expected = json!({ "$schema": "../.vscode/schemas/function.schema.json", "bindings": [
        { "type": "httpTrigger", "authLevel": "function", "direction": "in", "name": "req",
          "methods": ["get", "post"] },
        { "type": "http", "direction": "out", "name": "res" },
    ] });
    assert_eq!(read(&plan, "hello/function.json"), expected);
    let handler = &read(&plan, "host.json")["customHandler"];
    assert_eq!(handler["enableProxyingHttpRequest"], true);
    assert!(plan.files.iter().all(|file| file.path != "src/envelope.rs"));
}

#[test]
fn the_executable_is_named_so_that_core_tools_marks_it() {
    // H-PACK-08 and H-PACK-09: the exact entry name, without `./` and `.exe`.
    for language in ["rust", "go"] {
        let mut request = request(&["timer"], &[], false);
        request.language = Some(language.to_owned());
        let host = read(&plan(&request).unwrap(), "host.json");
        let description = json!({ "defaultExecutablePath": "handler" });
        assert_eq!(host["customHandler"], json!({ "description": description }));
    }
}

#[test]
fn bundle_and_storage_are_there_only_when_needed() {
    for (trigger, outputs, bundle, storage) in [
        ("http", &[][..], false, false),
        ("timer", &[], false, true), // H-SET-19
        ("queue", &[], true, true),
        ("blob", &[], true, true),
        ("http", &["blob"], true, true),
        ("timer", &["queue"], true, true),
    ] {
        let plan = plan(&request(&[trigger], outputs, false)).unwrap();
        let host = read(&plan, "host.json");
        assert_eq!(host.get("extensionBundle").is_some(), bundle, "{trigger}");
        let settings = read(&plan, "local.settings.json");
        assert_eq!(settings["IsEncrypted"], false); // H-SET-04
        let values = &settings["Values"];
        assert_eq!(values["FUNCTIONS_WORKER_RUNTIME"], "custom");
        let expected = storage.then(|| json!("UseDevelopmentStorage=true"));
        assert_eq!(
            values.get("AzureWebJobsStorage"),
            expected.as_ref(),
            "{trigger}"
        );
    }
}

#[test]
fn functions_of_one_kind_are_kept_apart() {
    let triggers = ["http", "queue", "queue", "http", "http"];
    let plan = plan(&request(&triggers, &["queue"], false)).unwrap();
    let functions: Vec<&str> = plan
        .files
        .iter()
        .filter_map(|file| file.path.strip_suffix("/function.json"))
        .collect();
    let expected = ["hello", "hello2", "order", "queueMessage", "queueMessage2"];
    assert_eq!(functions, expected);
    // Two functions on one queue would steal each other's messages.
    let queue = |name| read(&plan, name)["bindings"][0]["queueName"].clone();
    assert_eq!(queue("queueMessage/function.json"), "incoming");
    assert_eq!(queue("queueMessage2/function.json"), "incoming2");
    assert_eq!(
        read(&plan, "hello/function.json")["bindings"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn the_name_is_the_functions_name_when_there_is_one() {
    let mut request = request(&["http"], &[], false);
    request.name = Some("my-Order".to_owned());
    let one = plan(&request).unwrap();
    assert_eq!(one.name, "my-Order");
    text(&one, "my-Order/function.json");
    assert!(text(&one, "src/functions.rs").contains("\"my-Order\" => Some(handle_my_order("));
    request.triggers.push("timer".to_owned());
    text(&plan(&request).unwrap(), "hello/function.json");
}

#[test]
fn http_routes_are_matched_in_lower_case() {
    let mut request = request(&["http"], &[], true);
    request.name = Some("Hello".to_owned());
    // H-ROUTE-09: the caller may write the path in any case.
    assert!(text(&plan(&request).unwrap(), "src/functions.rs").contains("\"/api/hello\" =>"));
}

#[test]
fn requests_that_make_no_sense_are_refused() {
    let failure = plan(&request(&["timer"], &[], true)).unwrap_err();
    assert_eq!(
        failure.message,
        "`--http-only` needs a function with an HTTP trigger alone"
    );
    let failure = plan(&request(&["http"], &["queue", "queue"], false)).unwrap_err();
    assert_eq!(failure.message, "`--output queue` is given twice");
    let failure = plan(&request(&["servicebus-que"], &[], false)).unwrap_err();
    assert_eq!(failure.message, "there is no trigger `servicebus-que`");
    assert_eq!(failure.help[0], "did you mean `servicebus-queue`?");
    assert!(failure.help[1].contains("http, "), "{:?}", failure.help);
    let mut cobol = request(&["http"], &[], false);
    cobol.language = Some("cobol".to_owned());
    let failure = plan(&cobol).unwrap_err();
    assert!(failure.help[0].contains("rust"), "{:?}", failure.help);
}

#[test]
fn raw_http_and_events_live_in_one_handler() {
    let plan = plan(&request(&["http", "timer"], &[], true)).unwrap();
    let functions = text(&plan, "src/functions.rs");
    assert!(functions.contains("\"/api/hello\" => handle_hello(&request).await,"));
    assert!(functions.contains("\"tick\" => Some(handle_tick(invocation).await),"));
    assert_eq!(
        read(&plan, "host.json")["customHandler"]["enableProxyingHttpRequest"],
        true
    );
    text(&plan, "src/envelope.rs");
}

#[test]
fn properties_are_set_as_their_schema_wants_them() {
    let mut request = request(&["http"], &["queue"], false);
    let sets = [
        "methods=put, patch",
        "route=orders/{id:int}",
        "message.queueName=paid",
    ];
    request.sets = sets.iter().map(|set| Set::parse(set).unwrap()).collect();
    let bindings = read(&plan(&request).unwrap(), "order/function.json")["bindings"].clone();
    assert_eq!(bindings[0]["methods"], json!(["put", "patch"]));
    assert_eq!(bindings[0]["route"], "orders/{id:int}");
    assert_eq!(bindings[2]["queueName"], "paid");

    let refused = |trigger: &str, set: &str| {
        let mut request = self::request(&[trigger], &[], false);
        request.sets = vec![Set::parse(set).unwrap()];
        plan(&request).unwrap_err()
    };
    let failure = refused("queue", "queueNmae=x");
    assert_eq!(
        failure.message,
        "there is no property of `queueTrigger` called `queueNmae`"
    );
    assert_eq!(failure.help[0], "did you mean `queueName`?");
    let failure = refused("timer", "runOnStartup=maybe");
    assert_eq!(failure.message, "`maybe` is not valid for `runOnStartup`");
    let failure = refused("timer", "other.x=1");
    assert_eq!(failure.message, "there is no binding `other`");
}

#[test]
fn settings_that_a_binding_names_get_a_placeholder() {
    let plan = plan(&request(&["servicebus-queue"], &[], false)).unwrap();
    let connection =
        read(&plan, "serviceBusMessage/function.json")["bindings"][0]["connection"].clone();
    let values = read(&plan, "local.settings.json")["Values"].clone();
    let prefix = connection.as_str().unwrap();
    assert!(
        values
            .as_object()
            .unwrap()
            .keys()
            .any(|key| key.starts_with(prefix)),
        "{values}"
    );
}

#[test]
fn every_template_of_the_binary_is_valid() {
    for group in ["", "mcp/"] {
        for language in catalogue::languages(group) {
            let template = catalogue::read(&format!("{group}{language}")).unwrap();
            let missing = |shape: &&str| !template.source.has(&format!("functions/{shape}.hbs"));
            let shapes = [
                "blob", "event", "http", "message", "raw", "timer", "tool", "warmup",
            ];
            if template.has_functions() {
                let missing: Vec<_> = shapes.iter().filter(|shape| missing(shape)).collect();
                assert!(missing.is_empty(), "{language}: {missing:?}");
            }
        }
    }
    for listed in catalogue::list().unwrap() {
        assert!(!listed.summary.is_empty(), "{}", listed.name);
    }
}

#[test]
fn functions_that_would_collide_with_other_files_are_refused() {
    for (language, taken) in [
        ("rust", "handler"),
        ("rust", "SRC"),
        ("rust", "target"),
        ("go", "vendor"),
    ] {
        let mut request = request(&["queue"], &[], false);
        request.language = Some(language.to_owned());
        request.name = Some(taken.to_owned());
        let failure = plan(&request).unwrap_err();
        assert!(failure.message.contains(taken), "{failure}");
    }
}

#[test]
fn no_two_planned_files_collide() {
    for (language, mode) in [("rust", false), ("rust", true), ("go", false)] {
        let mut request = request(&["http", "http"], &[], mode);
        request.language = Some(language.to_owned());
        let files = plan(&request).unwrap().files;
        let distinct: BTreeSet<String> =
            files.iter().map(|file| file.path.to_lowercase()).collect();
        assert_eq!(distinct.len(), files.len(), "{language}");
    }
}

#[test]
fn every_planned_json_file_is_json_with_two_spaces() {
    let triggers = ["http", "queue", "timer", "blob"];
    let plan = plan(&request(&triggers, &["queue", "blob"], false)).unwrap();
    let json = plan
        .files
        .iter()
        .filter(|file| file.path.ends_with(".json"));
    for file in json {
        serde_json::from_str::<Value>(std::str::from_utf8(&file.content).unwrap()).unwrap();
        let indent = |line: &str| line.len() - line.trim_start().len();
        assert!(
            std::str::from_utf8(&file.content)
                .unwrap()
                .lines()
                .all(|line| indent(line) % 2 == 0),
            "{}",
            file.path
        );
        assert!(file.content.ends_with(b"}\n"), "{}", file.path);
    }
}

#[test]
fn every_schema_that_a_file_names_comes_with_the_app() {
    let plan = plan(&request(&["queue"], &[], false)).unwrap();
    for file in [
        "host.json",
        "local.settings.json",
        "queueMessage/function.json",
    ] {
        let address = read(&plan, file)["$schema"].as_str().unwrap().to_owned();
        let named = address.trim_start_matches("../").trim_start_matches("./");
        let depth = file.matches('/').count();
        assert_eq!(address.matches("../").count(), depth, "{file}");
        assert!(read(&plan, named)["title"].is_string(), "{file}");
    }
}

#[test]
fn funcignore_keeps_sources_out_and_the_app_in_for_both_dialects() {
    let triggers = ["http", "queue", "timer", "blob"];
    for language in ["rust", "go"] {
        let mut request = request(&triggers, &["queue"], false);
        request.language = Some(language.to_owned());
        let plan = plan(&request).unwrap();
        let patterns: Vec<&str> = text(&plan, ".funcignore")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .collect();
        let built = [
            "handler",
            "target/release/handler",
            "target/.rustc_info.json",
            "go.sum",
        ];
        let paths = plan
            .files
            .iter()
            .map(|file| file.path.as_str())
            .chain(built);
        for path in paths.filter(|path| language == "rust" || !path.starts_with("target")) {
            let ships = path == "host.json" || path == "handler" || path.ends_with("function.json");
            let sum = language == "rust" && path == "go.sum";
            assert_eq!(
                !core_tools_denies(&patterns, path),
                ships || sum,
                "{language} {path}"
            );
            let gitignore = gitignore(&patterns);
            let denied = gitignore
                .matched_path_or_any_parents(path, false)
                .is_ignore();
            assert_eq!(!denied, ships || sum, "gitignore, {language} {path}");
        }
    }
}

fn gitignore(patterns: &[&str]) -> ignore::gitignore::Gitignore {
    let mut builder = ignore::gitignore::GitignoreBuilder::new("");
    for pattern in patterns {
        builder.add_line(None, pattern).unwrap();
    }
    builder.build().unwrap()
}

/// H-IGN-02 to H-IGN-04, H-PACK-05: from the root, `*` without `/`, up to a word boundary.
fn core_tools_denies(patterns: &[&str], path: &str) -> bool {
    [".vscode/", ".gitignore", "local.settings.json"]
        .iter()
        .any(|p| path.starts_with(p))
        || patterns
            .iter()
            .any(|pattern| matches(pattern.trim_start_matches('/'), path, None))
}

fn matches(pattern: &str, path: &str, last: Option<char>) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    let wild = |rest: &str, crosses: bool| {
        path.char_indices()
            .take_while(|(_, c)| crosses || *c != '/')
            .any(|(at, c)| matches(rest, &path[at + c.len_utf8()..], Some(c)))
    };
    if let Some(rest) = pattern.strip_prefix("**") {
        return wild(rest, true);
    }
    if let Some(rest) = pattern.strip_prefix('*') {
        return wild(rest, false);
    }
    match (pattern.chars().next(), path.chars().next()) {
        (None, next) => is_word(last) != is_word(next),
        (Some(want), Some(c)) if want == c => {
            matches(&pattern[1..], &path[c.len_utf8()..], Some(c))
        }
        _ => false,
    }
}
