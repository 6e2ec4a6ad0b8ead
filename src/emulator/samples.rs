//! Functions, plans and records for tests, here and in `report`.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::app::Direction;
use crate::bindings::route;
use crate::emulator::event::{Mode, Record, Serving, Support};
use crate::emulator::plan::{AuthLevel, Binding, Config, Environment, Function, Http, Plan};

/// A function with one trigger.
pub(crate) fn function(name: &str, kind: &str, route: Option<(&str, Option<&[&str]>)>) -> Function {
    let trigger = Binding {
        name: "in".into(),
        kind: kind.into(),
        direction: Direction::In,
        data_type: None,
        many: false,
        properties: Map::new(),
    };
    Function {
        name: name.into(),
        place: format!("{name}/function.json"),
        bindings: vec![trigger.clone()],
        trigger,
        mode: Mode::Envelope,
        http: route.map(|(route, methods)| Http {
            route: route.into(),
            template: route::parse(&format!("api/{route}")).unwrap_or_default(),
            methods: methods.map(|all| all.iter().map(|m| (*m).to_owned()).collect()),
            auth: AuthLevel::Function,
        }),
        disabled: false,
        retry: None,
        document: Value::Null,
        generated: false,
    }
}

/// A plan of some functions.
pub(crate) fn plan(functions: Vec<Function>) -> Plan {
    Plan {
        root: ".".into(),
        config: Config::default(),
        environment: Environment::default(),
        handler: None,
        functions: functions.into_iter().map(Arc::new).collect(),
        function_errors: Vec::new(),
        host_errors: Vec::new(),
        warnings: Vec::new(),
        route_prefix: "api".into(),
        function_timeout: None,
        retry: None,
        body_limit: 0,
    }
}

/// A served plan.
pub(crate) fn serving(plan: Plan) -> Serving {
    Serving {
        plan: Arc::new(plan),
        url: "http://localhost:7071".into(),
        key: None,
        storage: None,
        support: vec![
            ("httpTrigger".into(), Support::Emulated),
            ("serviceBusTrigger".into(), Support::ByHand),
            ("eventHub".into(), Support::Captured),
        ],
    }
}

/// A record of a successful request.
pub(crate) fn record() -> Record {
    Record {
        id: "00000000-0000-0000-0000-000000000007".into(),
        function: "Orders".into(),
        cause: "GET /api/orders/7".into(),
        mode: Mode::Envelope,
        status: Some(200),
        success: true,
        elapsed: Duration::from_millis(12),
        findings: Vec::new(),
        exchange: None,
    }
}

/// A finding about a function.
pub(crate) fn finding() -> crate::diagnostics::Finding {
    let info = &crate::emulator::faults::handler_404::INFO;
    crate::emulator::faults::finding(info, "Orders/function.json", "the handler answered 404")
        .severity(crate::diagnostics::Severity::Error)
        .note("the host called `POST /Orders`")
        .help("serve `/Orders`")
}

/// A value of JSON from text.
pub(crate) fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| json!("not JSON"))
}
