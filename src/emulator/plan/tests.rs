//! What loads and what the host drops, vector by vector.

use std::time::Duration;

use super::function::Strategy;
use super::{AuthLevel, Environment, Plan, Retry};
use crate::app::App;
use crate::emulator::event::Mode;

const HOST: &str = r#"{"version": "2.0", "extensionBundle": {"id": "b", "version": "[4.*, 5.0.0)"},
    "customHandler": {"description": {"defaultExecutablePath": "h"}}}"#;
const HTTP: &str = r#"{"bindings": [{"type": "httpTrigger", "name": "req"},
    {"type": "http", "direction": "out", "name": "res"}]}"#;

fn plan(files: &[(&str, &str)], settings: &[(&str, &str)]) -> Plan {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let app = App::load(&crate::app::discover::app(Some(dir.path())).unwrap());
    let mut environment = Environment::default();
    for (name, value) in settings {
        environment.set(*name, *value);
    }
    Plan::load(&app, environment, Vec::new())
}

/// The error of the function `F` with this function.json, if it does not load.
fn error(function: &str) -> Option<String> {
    let plan = plan(&[("host.json", HOST), ("F/function.json", function)], &[]);
    assert_eq!(plan.functions.len() + plan.function_errors.len(), 1);
    plan.function_errors
        .into_iter()
        .next()
        .map(|(_, error)| error)
}

fn names(plan: &Plan) -> Vec<&str> {
    plan.functions.iter().map(|f| f.name.as_str()).collect()
}

#[test]
fn what_is_wrong_with_a_function_drops_it() {
    let trigger = r#"{"type": "httpTrigger", "name": "req"}"#;
    let with = |more: &str| format!(r#"{{"bindings": [{trigger}, {more}]}}"#);
    let cases = [
        (r#"{"Bindings": []}"#.to_owned(), "no bindings"), // V-05
        (r#"{"bindings": []}"#.to_owned(), "no bindings"), // H-DISC-24
        (r#"{"bindings": {}}"#.to_owned(), "not an array"), // H-DISC-25
        ("{".to_owned(), "cannot be parsed"),              // H-DISC-08
        (with(r#"{"type": "http", "name": "res", "direction": "sideways"}"#), "`sideways`"), // V-07
        (with(r#"{"type": "http", "name": "my_req", "direction": "out"}"#), "`my_req`"),     // V-08
        (with(r#"{"type": "http", "name": "$Return", "direction": "out"}"#), "`$Return`"),
        (with(r#"{"type": "blob", "name": "$return"}"#), "`$return`"),
        (with(r#"{"type": "http", "name": "REQ", "direction": "out"}"#), "two bindings"), // H-DISC-53
        (with(r#"{"type": "timerTrigger", "name": "t", "schedule": "0 * * * * *"}"#), "more than one"), // V-10
        (r#"{"bindings": [{"type": "http", "name": "res", "direction": "out"}]}"#.to_owned(), "no trigger"),
        (with(r#"{"type": "http", "name": "res"}"#), "only be an output"), // H-DISC-55
        (with(r#"{"name": "x"}"#), "no type"),                             // H-DISC-49
        (r#"{"scriptFile": "missing.py", "bindings": [{"type": "httpTrigger", "name": "req"}]}"#.to_owned(), "missing.py"), // V-11
        (r#"{"bindings": [{"type": "queueTrigger", "name": "q", "queueName": "%Q%"}]}"#.to_owned(), "`%Q%`"), // V-26
        (r#"{"bindings": [{"type": "httpTrigger", "name": "req", "authLevel": "none"}]}"#.to_owned(), "authLevel"),
        (r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "administrators"}]}"#.to_owned(), "`admin`"), // H-DISC-64
        (r#"{"bindings": [{"type": "httpTrigger", "name": "req", "route": "a/{b"}]}"#.to_owned(), "`{` without `}`"),
        (r#"{"bindings": [{"type": "httpTrigger", "name": "req", "methods": "get"}]}"#.to_owned(), "not an array"),
        (r#"{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "soon"}]}"#.to_owned(), "schedule"),
        (r#"{"retry": {"strategy": "fixedDelay", "maxRetryCount": 3}, "bindings": [{"type": "httpTrigger", "name": "req"}]}"#.to_owned(), "delayInterval"), // V-19
        (r#"{"retry": {"strategy": "exponentialBackoff", "maxRetryCount": 3}, "bindings": [{"type": "httpTrigger", "name": "req"}]}"#.to_owned(), "minimumInterval"),
        (r#"{"retry": {"maxRetryCount": -2}, "bindings": [{"type": "httpTrigger", "name": "req"}]}"#.to_owned(), "-1 or more"), // V-20
        (with(r#"{"type": "queu", "name": "q", "direction": "out"}"#), "`queu`"), // H-DISC-56
        (r#"{"configurationSource": "portal", "bindings": [{"type": "httpTrigger", "name": "req"}]}"#.to_owned(), "configurationSource"), // H-DISC-26
        (r#"{"retry": {"strategy": "fixedDelay"}, "bindings": [{"type": "httpTrigger", "name": "req"}]}"#.to_owned(), "maxRetryCount"),
    ];
    for (function, gist) in cases {
        let error = error(&function).unwrap_or_else(|| panic!("{function} loads"));
        assert!(error.contains(gist), "{function}: {error}");
    }
}

#[test]
fn what_the_host_takes_loads() {
    let cases = [
        "{// c\n'bindings': [{type: 'httpTrigger', 'name': 'req',},],}", // V-04
        r#"{"bindings": [{"Type": "HTTPTRIGGER", "NAME": "req"}, {"type": "http", "name": "res", "direction": "OUT"}]}"#, // V-07
        r#"{"bindings": [{"type": "REDISListTrigger", "name": "x"}]}"#, // H-DISC-56
        r#"{"ConfigurationSource": "Config", "bindings": [{"type": "httpTrigger", "name": "req"}]}"#, // H-DISC-26
        r#"{"disabled": true, "bindings": [{"type": "httpTrigger", "name": "req"}]}"#, // V-13
        r#"{"retry": {"strategy": "fixedDelay", "maxRetryCount": -1, "delayInterval": "00:00:02"}, "bindings": [{"type": "httpTrigger", "name": "req"}]}"#, // V-19
    ];
    for function in cases {
        assert_eq!(error(function), None, "{function}");
    }
}

#[test]
fn only_folders_with_valid_names_are_functions() {
    // V-01, V-02
    let plan = plan(
        &[
            ("host.json", HOST),
            ("A/function.json", HTTP),
            ("B/readme.md", ""),
            ("C/D/function.json", HTTP),
            ("1abc/function.json", HTTP),
        ],
        &[],
    );
    assert_eq!(names(&plan), ["A"]);
    assert_eq!(plan.function_errors.len(), 1);
    assert_eq!(plan.function_errors[0].0, "1abc");
}

#[test]
fn the_filter_hides_the_rest() {
    // V-16, H-DISC-41, H-DISC-42
    let host = HOST.replacen('{', r#"{"functions": ["f"], "#, 1);
    let files = [
        ("host.json", host.as_str()),
        ("F/function.json", HTTP),
        ("G/function.json", HTTP),
    ];
    assert_eq!(names(&plan(&files, &[])), ["F"]);
    let over = [("AzureFunctionsJobHost__functions__0", "g")];
    assert_eq!(names(&plan(&files, &over)), ["G"]);
}

#[test]
fn the_later_of_two_equal_routes_is_dropped() {
    // V-17
    let http = |route: &str, methods: &str| {
        format!(
            r#"{{"bindings": [{{"type": "httpTrigger", "name": "req", "route": "{route}"{methods}}}]}}"#
        )
    };
    let get = http("items/{id}", r#", "methods": ["get"]"#);
    let loaded = |second: &str| {
        let plan = plan(
            &[
                ("host.json", HOST),
                ("F/function.json", &get),
                ("G/function.json", second),
            ],
            &[],
        );
        let error = plan
            .function_errors
            .first()
            .map(|(name, error)| format!("{name}: {error}"));
        (plan.functions.len(), error)
    };
    assert_eq!(
        loaded(&http("Items/{id}/", r#", "methods": ["post"]"#)),
        (2, None)
    );
    let dropped = (1, Some("G: its route is that of `F`".to_owned()));
    assert_eq!(
        loaded(&http("Items/{id}/", r#", "methods": ["get"]"#)),
        dropped
    );
    assert_eq!(loaded(&http("Items/{id}/", "")), dropped);
}

#[test]
fn the_mode_depends_on_the_bindings_and_the_section() {
    // H-CFG-32, H-CFG-33, H-CFG-35, H-CFG-37
    let split = r#"{"bindings": [{"type": "httpTrigger", "name": "req"},
        {"type": "http", "direction": "out", "name": "res"},
        {"type": "queue", "direction": "out", "name": "q", "queueName": "q"}]}"#;
    let modes = |host: &str| {
        let files = [
            ("host.json", host),
            ("F/function.json", HTTP),
            ("G/function.json", split),
        ];
        let plan = plan(&files, &[]);
        plan.functions.iter().map(|f| f.mode).collect::<Vec<_>>()
    };
    let on = |flag: &str| {
        HOST.replace(
            r#""customHandler": {"#,
            &format!(r#""customHandler": {{"{flag}": true, "#),
        )
    };
    assert_eq!(modes(HOST), [Mode::Envelope, Mode::Envelope]);
    assert_eq!(
        modes(&on("enableForwardingHttpRequest")),
        [Mode::Forward, Mode::Envelope]
    );
    assert_eq!(
        modes(&on("enableProxyingHttpRequest")),
        [Mode::Proxy, Mode::Envelope]
    );
    assert_eq!(
        modes(&on("enableHttpProxyingRequest")),
        [Mode::Envelope, Mode::Envelope]
    ); // H-CFG-38
    assert_eq!(
        modes(&HOST.replace("customHandler", "httpWorker")),
        [Mode::Forward, Mode::Envelope]
    );
}

#[test]
fn a_profile_makes_one_function() {
    // V-44, H-CFG-43, H-CFG-56
    let host = r#"{"version": "2.0", "configurationProfile": "mcp-custom-handler",
        "customHandler": {"description": {"defaultExecutablePath": "h"}}}"#;
    let made = plan(&[("host.json", host)], &[]);
    assert_eq!(names(&made), ["http-handler1"]);
    assert_eq!(made.host_errors, Vec::<String>::new());
    let http = made.functions[0].http.as_ref().unwrap();
    assert_eq!(made.template(http), "{*route}");
    assert_eq!(made.functions[0].mode, Mode::Proxy);
    let mixed = plan(&[("host.json", host), ("F/function.json", HTTP)], &[]);
    assert_eq!(mixed.host_errors.len(), 1);
    let prefixed = host.replacen('{', r#"{"extensions": {"http": {"routePrefix": "x"}}, "#, 1);
    let prefixed = plan(&[("host.json", &prefixed)], &[]);
    assert_eq!(
        prefixed.template(prefixed.functions[0].http.as_ref().unwrap()),
        "x/{*route}"
    );
}

#[test]
fn settings_disable_functions() {
    // V-14, H-DISC-35
    let files = [("host.json", HOST), ("F/function.json", HTTP)];
    let disabled = |name: &str, value: &str| plan(&files, &[(name, value)]).functions[0].disabled;
    assert!(disabled("AzureWebJobs.F.Disabled", "1"));
    assert!(disabled("AzureWebJobs_F_Disabled", "True"));
    assert!(!disabled("AzureWebJobs.F.Disabled", "yes"));
}

#[test]
fn the_order_is_that_of_upper_case_names() {
    // H-DISC-07: `_` comes after the capital letters, and they stand for the small ones.
    let files = ["a_b", "aZb", "B", "a-b"].map(|name| (format!("{name}/function.json"), HTTP));
    let mut files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), *t)).collect();
    files.push(("host.json", HOST));
    assert_eq!(names(&plan(&files, &[])), ["a-b", "aZb", "a_b", "B"]);
}

#[test]
fn the_environment_overrides_the_retry_policy_of_the_host() {
    // H-DISC-67, H-DISC-71, H-HOST-10
    let host = HOST.replacen(
        '{',
        r#"{"retry": {"strategy": "fixedDelay", "maxRetryCount": 3}, "#,
        1,
    );
    let files = [("host.json", host.as_str()), ("F/function.json", HTTP)];
    let refused = plan(&files, &[]);
    assert!(refused.host_errors[0].contains("delayInterval"));
    let over = [
        (
            "AzureFunctionsJobHost__retry__delayInterval",
            "00:00:00.500",
        ),
        ("AzureFunctionsJobHost__Retry__MaxRetryCount", "-1"),
    ];
    let made = plan(&files, &over);
    assert_eq!(made.host_errors, Vec::<String>::new());
    let policy = Retry {
        count: None,
        strategy: Strategy::Fixed(Duration::from_millis(500)),
    };
    assert_eq!(
        (made.retry, made.functions[0].retry),
        (Some(policy), Some(policy))
    );
}

/// The app of a profile, with this beside `description`.
fn routed(more: &str, settings: &[(&str, &str)]) -> Plan {
    let host = format!(
        r#"{{"version": "2.0", "configurationProfile": "web-app-custom-handler",
            "customHandler": {{"description": {{"defaultExecutablePath": "h"}}, {more}}}}}"#
    );
    plan(&[("host.json", &host)], settings)
}

#[test]
fn a_bad_route_is_the_error_of_its_own_function() {
    // H-CFG-44
    let made = routed(
        r#""http": {"routes": [{"route": "a"}, {"authorizationLevel": "admin"}, {"route": "b"}]}"#,
        &[],
    );
    assert_eq!(names(&made), ["http-handler1", "http-handler3"]);
    assert_eq!(made.function_errors[0].0, "http-handler2");
    assert_eq!(made.host_errors, Vec::<String>::new());
}

#[test]
fn functions_of_routes_are_ordered_and_filtered_by_name() {
    // H-DISC-07, H-DISC-40, H-CFG-42
    let routes: Vec<String> = (1..=11)
        .map(|n| format!(r#"{{"route": "r{n}"}}"#))
        .collect();
    let routes = format!(r#""http": {{"routes": [{}]}}"#, routes.join(","));
    let made = routed(&routes, &[]);
    assert_eq!(
        names(&made)[..4],
        [
            "http-handler1",
            "http-handler10",
            "http-handler11",
            "http-handler2"
        ]
    );
    let filter = [("AzureFunctionsJobHost__functions__0", "HTTP-handler7")];
    assert_eq!(names(&routed(&routes, &filter)), ["http-handler7"]);
}

#[test]
fn a_level_that_does_not_exist_stops_the_host() {
    // H-CFG-22, H-CFG-41
    let made = routed(
        r#""http": {"routes": [{"authorizationLevel": "nobody"}]}"#,
        &[],
    );
    assert!(made.host_errors[0].contains("routes.0.authorizationLevel"));
    let made = routed(r#""http": {"DefaultAuthorizationLevel": "everybody"}"#, &[]);
    assert!(made.host_errors[0].contains("DefaultAuthorizationLevel"));
    let made = routed(r#""http": {"DefaultAuthorizationLevel": "Anonymous"}"#, &[]);
    let http = made.functions[0].http.as_ref().unwrap();
    assert_eq!(
        (http.auth, made.host_errors.len()),
        (AuthLevel::Anonymous, 0)
    );
}

#[test]
fn time_outs_have_parts_of_seconds() {
    // H-LIM-02, H-LIM-03
    let timeout = |text: &str| {
        let host = HOST.replacen('{', &format!(r#"{{"functionTimeout": "{text}", "#), 1);
        plan(&[("host.json", &host)], &[]).function_timeout
    };
    assert_eq!(timeout("00:00:01.5"), Some(Duration::from_millis(1500)));
    assert_eq!(timeout("-1"), None);
    assert_eq!(timeout("-1.00:00:00"), None);
}

#[test]
fn an_app_named_by_a_relative_path_has_an_absolute_root() {
    let app = App::load(&crate::app::Root::new("some/app"));
    let plan = Plan::load(&app, Environment::default(), Vec::new());
    assert!(plan.root.is_absolute() && plan.root.ends_with("some/app"));
}
