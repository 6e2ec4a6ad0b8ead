//! The front end over real sockets, and what its unit tests share.

mod loopback;

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use serde_json::{Map, json};

use crate::app::Direction;
use crate::bindings::route;
use crate::emulator::Options;
use crate::emulator::event::Mode;
use crate::emulator::plan::{AuthLevel, Binding, Function, Http, Plan};

/// What `fch run` means without options.
pub(super) fn options() -> Options {
    Options {
        address: IpAddr::V4(Ipv4Addr::LOCALHOST),
        port: 0,
        strict: false,
        key: None,
        cors: Vec::new(),
        cors_credentials: false,
    }
}

/// A plan with the prefix `api`.
pub(super) fn plan(functions: Vec<Function>) -> Plan {
    Plan {
        root: std::env::temp_dir().join("fch-front-without-files"),
        config: Default::default(),
        environment: Default::default(),
        handler: None,
        functions: functions.into_iter().map(Arc::new).collect(),
        function_errors: Vec::new(),
        host_errors: Vec::new(),
        warnings: Vec::new(),
        route_prefix: "api".into(),
        function_timeout: None,
        retry: None,
        body_limit: 1000,
    }
}

fn function(name: &str, kind: &str) -> Function {
    let trigger = Binding {
        name: "trigger".into(),
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
        http: None,
        disabled: false,
        retry: None,
        document: json!({ "bindings": [] }),
        generated: false,
    }
}

/// An anonymous HTTP function.
pub(super) fn http_function(name: &str, route: &str, methods: Option<&[&str]>) -> Function {
    let owned = |methods: &[&str]| methods.iter().map(|method| (*method).to_owned()).collect();
    Function {
        http: Some(Http {
            route: route.into(),
            template: route::parse(&format!("api/{route}")).unwrap(),
            methods: methods.map(owned),
            auth: AuthLevel::Anonymous,
        }),
        ..function(name, "httpTrigger")
    }
}
