//! The HTTP front end: routes, keys, origins, the home page and the admin API.

use serde_json::{Value as Json, json};

use super::app::{App, http, http_at};

/// `F` answers `x`.
fn app() -> App {
    App::with_f(json!({"Outputs": {"res": {"body": "x"}}}))
}

/// Which function got the request: each answers its own name.
fn naming(names: &[(&str, Json)]) -> App {
    let app = names
        .iter()
        .fold(App::new(), |app, (name, b)| app.function(name, b.clone()));
    let paths: Vec<String> = names.iter().map(|(name, _)| format!("/{name}")).collect();
    let answer = |name: &str| json!({"body": {"Outputs": {"res": {"body": name}}}});
    let replies: Vec<(&str, Json)> = paths
        .iter()
        .map(|path| (path.as_str(), answer(&path[1..])))
        .collect();
    app.replies(&replies);
    app
}

#[test]
fn routes_match_in_the_order_of_names() {
    // H-ROUTE-07..12, H-ROUTE-17
    let get = |route: &str| {
        let mut bindings = http_at(route);
        bindings[0]["methods"] = json!(["get"]);
        bindings
    };
    let app = naming(&[
        ("Alpha", get("files/{*rest}")),
        ("Beta", get("files/readme")),
        ("Gamma", get("{a}-{b}.json")),
        ("Delta", get("n/{id:int:min(10)}")),
        ("Zeta", http()),
    ]);
    let run = app.run();
    for (line, expected) in [
        ("GET /api/files/readme", "Alpha"),
        ("GET /api/x-y.json", "Gamma"),
        ("GET /api/n/10", "Delta"),
        ("GET /API/ZETA/", "Zeta"),
        ("POST /api/zeta", "Zeta"),
    ] {
        run.request(line, &[], None).is(200, expected);
    }
    for line in [
        "GET /api/n/9",
        "GET /api/n/x",
        "POST /api/n/10",
        "PUT /api/Zeta",
        "DELETE /api/Zeta",
        "OPTIONS /api/Zeta",
        "GET /Zeta",
        "GET /api",
        "GET /api/Zeta/more",
        "GET /nothing",
    ] {
        let answer = run.request(line, &[], None);
        assert_eq!(answer.header("allow"), None, "{line}");
        answer.is(404, "");
    }
    let mut connection = run.connect();
    connection.request("HEAD /api/Zeta", &[], None);
    assert_eq!(connection.head().status, 404, "H-ROUTE-12");
}

#[test]
fn the_prefix_can_be_another_or_none() {
    // H-ROUTE-05, H-ROUTE-06
    for (prefix, path) in [("v1/x", "/v1/x/F"), ("", "/F")] {
        let app = app()
            .host("/extensions/http/routePrefix", json!(prefix))
            .host("/http/routePrefix", json!("ignored"));
        let run = app.run();
        run.get(path).is(200, "x");
        run.get("/api/F").is(404, "");
    }
}

#[test]
fn the_home_page_is_there_unless_switched_off() {
    // H-ROUTE-26
    let on = app().settings("/Values/AzureWebJobsDisableHomepage", json!("1"));
    let answer = on.run().get("/");
    assert_eq!(answer.status, 200);
    assert!(
        answer
            .header("content-type")
            .unwrap()
            .starts_with("text/html"),
        "{answer:?}"
    );
    let off = app().settings("/Values/AzureWebJobsDisableHomepage", json!("true"));
    off.run().get("/").is(204, "");
    let own = naming(&[("F", http_at("{*all}"))]).host("/extensions/http/routePrefix", json!(""));
    own.run().get("/").is(200, "F");
}

#[test]
fn a_disabled_function_runs_for_whoever_has_a_key() {
    // V-14, H-DISC-36..38; and not for other values (H-DISC-35)
    for name in ["AzureWebJobs.F.Disabled", "AzureWebJobs_F_Disabled"] {
        let app = app().settings(&format!("/Values/{name}"), json!("1"));
        let run = app.run();
        run.get("/api/F").is(404, "");
        run.request("GET /api/F", &[("x-functions-key", "x")], None)
            .is(200, "x");
        assert_eq!(run.get("/admin/functions/F").json()["isDisabled"], true);
    }
    let app = app().settings("/Values/AzureWebJobs.F.Disabled", json!("yes"));
    app.run().get("/api/F").is(200, "x");
}

#[test]
fn origins_come_from_the_settings() {
    // V-109, H-ROUTE-23..25
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let app = app().settings(
        "/Host",
        json!({
            "LocalHttpPort": free, "CORS": "http://a.com,http://b.com", "CORSCredentials": true,
        }),
    );
    let mut run = app.start(&[]);
    run.serves();
    assert_eq!(run.address.port(), free);
    let preflight = |origin: &str| {
        let headers = [
            ("Origin", origin),
            ("Access-Control-Request-Method", "PUT"),
            ("Access-Control-Request-Headers", "x-a"),
        ];
        run.request("OPTIONS /api/F", &headers, None)
    };
    let allowed = preflight("http://a.com").is(204, "");
    assert_eq!(
        allowed.header("access-control-allow-origin"),
        Some("http://a.com")
    );
    assert_eq!(
        allowed.header("access-control-allow-credentials"),
        Some("true")
    );
    let refused = preflight("http://c.com").is(204, "");
    assert_eq!(refused.header("access-control-allow-origin"), None);
    assert!(app.seen().is_empty());
    for (origin, expected) in [
        ("http://b.com", Some("http://b.com")),
        ("http://c.com", None),
    ] {
        let answer = run
            .request("GET /api/F", &[("Origin", origin)], None)
            .is(200, "x");
        assert_eq!(answer.header("access-control-allow-origin"), expected);
    }
}

#[test]
fn any_origin_may_be_allowed_but_not_with_credentials() {
    // H-ROUTE-23, H-ROUTE-24
    let app = app();
    let run = app.run_with(&["--cors", "*"]);
    let answer = run
        .request("GET /api/F", &[("Origin", "http://a.com")], None)
        .is(200, "x");
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    let admin = run.request("GET /admin/functions", &[("Origin", "http://a.com")], None);
    assert_eq!(
        admin.header("access-control-allow-origin"),
        None,
        "never for the admin API"
    );
    drop(run);
    let mut run = app.start(&["--port", "0", "--cors", "*", "--cors-credentials"]);
    assert_ne!(run.ends(), 0);
}

#[test]
fn keys_are_checked_on_request() {
    // H-ROUTE-18..21, H-RESP-49, H-ADM-18
    let mut keyed = http();
    keyed[0]["authLevel"] = json!("function");
    let app = naming(&[("F", http()), ("K", keyed)]);
    app.run().get("/api/K").is(200, "K");
    let run = app.run_with(&["--auth"]);
    let key = run.run_file()["key"]
        .as_str()
        .expect("the development key")
        .to_owned();
    run.get("/api/F").is(200, "F");
    run.get("/api/K").is(401, "");
    run.get("/api/K?code=wrong").is(401, "");
    run.get(&format!("/api/K?code={key}")).is(200, "K");
    run.request("GET /api/K", &[("x-functions-key", &key)], None)
        .is(200, "K");
    assert_eq!(run.get("/admin/functions").status, 401);
    assert_eq!(
        run.request("GET /admin/functions", &[("x-functions-key", &key)], None)
            .status,
        200
    );
    run.get("/admin/host/ping").is(200, "");
}

#[test]
fn the_admin_api_lists_calls_and_reports() {
    // H-ADM-01..04, H-ADM-07, H-ADM-08, H-ADM-16, H-ADM-17
    let app = app().function(
        "T",
        json!([{"type": "manualTrigger", "direction": "in", "name": "m"}]),
    );
    let run = app.run();
    let list = run.get("/admin/functions").json();
    let f = &list[0];
    assert_eq!((&f["name"], &f["isDisabled"]), (&json!("F"), &json!(false)));
    assert_eq!(f["config"]["bindings"][0]["type"], "httpTrigger");
    assert!(
        f["invoke_url_template"]
            .as_str()
            .unwrap()
            .to_lowercase()
            .ends_with("/api/f"),
        "{f}"
    );
    assert!(
        f["href"].as_str().unwrap().ends_with("/admin/functions/F"),
        "{f}"
    );
    assert_eq!(
        run.get("/admin/functions/f").json()["name"],
        "F",
        "in any case"
    );
    assert_eq!(run.get("/admin/functions/Nope").status, 404);
    run.get("/admin/functions/F/status").is(200, "{}");
    assert_eq!(run.get("/admin/functions/Nope/status").status, 404);

    let call = |name: &str, body: &str| {
        let kind = [("Content-Type", "application/json")];
        run.post(&format!("/admin/functions/{name}"), &kind, body)
            .status
    };
    assert_eq!(call("t", r#"{"input": "hi"}"#), 202);
    assert_eq!(app.envelope("/T")["Data"]["m"], "\"hi\"");
    assert_eq!(call("Nope", r#"{"input": "hi"}"#), 404);
    for bad in ["", "null", "no json", r#"{"input": {"a": 1}}"#] {
        assert_eq!(call("T", bad), 400, "{bad}");
    }

    // So that there is some time to tell.
    std::thread::sleep(std::time::Duration::from_millis(5));
    let status = run.get("/admin/host/status").json();
    assert_eq!(status["state"], "Running", "{status}");
    assert!(
        status["version"].as_str().unwrap().starts_with("4."),
        "{status}"
    );
    assert!(
        status["processUptime"].as_u64() > Some(0) && status["id"].is_string(),
        "{status}"
    );
    run.post("/admin/host/ping", &[], "").is(200, "");
}

#[test]
fn requests_that_could_be_read_in_two_ways_are_refused() {
    let app = app();
    let run = app.run();
    for head in [
        "POST /api/F HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "POST /api/F HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /api/F HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
        "GET /api/F HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n",
        "GET /api/F HTTP/1.1\r\n\r\n",
    ] {
        let mut connection = run.connect();
        connection.send(head.as_bytes());
        let status = connection.head().status;
        assert!((400..500).contains(&status), "{status} for {head:?}");
    }
    assert!(app.seen().is_empty());
}

#[test]
fn bodies_and_headers_have_limits() {
    // H-LIM-07, by a smaller limit
    let app = app().settings("/Values/FUNCTIONS_REQUEST_BODY_SIZE_LIMIT", json!("1000"));
    let run = app.run();
    run.post("/api/F", &[], &"x".repeat(1000)).is(200, "x");
    assert!(run.post("/api/F", &[], &"x".repeat(1001)).status >= 400);
    let mut connection = run.connect();
    connection.request("GET /api/F", &[("X-Long", &"x".repeat(2_000_000))], None);
    assert!((400..500).contains(&connection.head().status));
}

#[test]
fn an_address_must_be_a_number() {
    // H-ROUTE-02
    let app = app();
    let mut run = app.start(&["--port", "0", "--address", "localhost"]);
    assert_eq!(run.ends(), 2);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let mut run = app.start(&["--port", &port]);
    assert_eq!(run.ends(), 2, "H-START-49");
    assert!(run.said().contains(&port));
}

#[test]
fn app_offline_closes_the_front() {
    // H-HOST-12
    let app = app().file("app_offline.htm", "<p>later</p>");
    let answer = app.run().get("/api/F").is(503, "<p>later</p>");
    assert!(
        answer
            .header("content-type")
            .unwrap()
            .starts_with("text/html"),
        "{answer:?}"
    );
}
