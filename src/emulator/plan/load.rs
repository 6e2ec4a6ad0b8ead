//! Puts the plan together, in the host's order.

use std::sync::Arc;
use std::time::Duration;

use super::index::Index;
use super::{
    AuthLevel, Config, Environment, Function, HandlerPlan, Plan, host_json, retry, settings,
};
use crate::app::{self, App};
use crate::bindings::{route, timespan};
use crate::diagnostics::quotable;
use crate::emulator::event::Mode;
use crate::error::Result;

/// H-LIM-01, locally.
const FUNCTION_TIMEOUT: Duration = Duration::from_secs(30 * 60);
/// H-LIM-07.
const BODY_LIMIT: u64 = 104_857_600;

impl Plan {
    /// What the host would run of `app` with this process's environment and
    /// local.settings.json. `port` is the front end's; `functions` are the only ones to load,
    /// unless empty (H-DISC-42).
    ///
    /// # Errors
    /// When local.settings.json cannot be used.
    pub fn read(app: &App, port: u16, functions: &[String]) -> Result<Plan> {
        let process = std::env::vars_os().filter_map(|(name, value)| {
            // A variable that is not text cannot be a setting; the handler does without it.
            Some((name.into_string().ok()?, value.into_string().ok()?))
        });
        let filter = functions.iter().enumerate().map(|(index, name)| {
            let variable = format!("AzureFunctionsJobHost__functions__{index}");
            (variable, name.clone())
        });
        let mut warnings = Vec::new();
        let variables = process.chain(filter);
        let environment = settings::environment(app, variables, port, &mut warnings)?;
        Ok(Plan::load(app, environment, warnings))
    }

    /// What the host would run of `app` with this environment. `warnings` holds what was
    /// remarked on while the environment was made.
    pub fn load(app: &App, environment: Environment, mut warnings: Vec<String>) -> Plan {
        let mut errors = Vec::new();
        let config = host_json::config(app, &environment, &mut errors);
        // The handler runs in another folder, where a path relative to this one means nothing.
        let dir = &app.root.dir;
        let root = std::path::absolute(dir).unwrap_or_else(|_| dir.clone());
        let root = root.as_path();
        let handler = HandlerPlan::read(&config, &environment, root, &mut errors, &mut warnings);
        let function_timeout = timeout(&config, &mut errors);
        let retry = retry::of_host(&config).unwrap_or_else(|error| {
            errors.push(format!("host.json: {error}"));
            None
        });
        let prefix = config.get("extensions:http:routePrefix").unwrap_or("api");
        let route_prefix = prefix.trim_matches('/').to_owned();
        let index = Index {
            config: &config,
            environment: &environment,
            root,
            prefix: &route_prefix,
            http_mode: http_mode(handler.as_ref()),
            retry,
        };
        let mut found = Found::default();
        found.folders(app, &index, handler.is_some());
        found.routes(app, &index, &mut errors);
        found.drop_conflicts();
        found.check_constraints(&mut errors);
        Plan {
            functions: found.functions.into_iter().map(Arc::new).collect(),
            function_errors: found.errors,
            host_errors: errors.iter().map(|error| quotable(error)).collect(),
            body_limit: body_limit(&environment),
            root: root.to_owned(),
            handler,
            warnings,
            route_prefix,
            function_timeout,
            retry,
            config,
            environment,
        }
    }
}

/// H-CFG-35, H-CFG-37.
fn http_mode(handler: Option<&HandlerPlan>) -> Mode {
    match handler {
        Some(handler) if handler.proxying && !handler.legacy => Mode::Proxy,
        Some(handler) if handler.forwarding || handler.legacy => Mode::Forward,
        _ => Mode::Envelope,
    }
}

/// H-LIM-02, H-LIM-03: `-1` is for ever.
fn timeout(config: &Config, errors: &mut Vec<String>) -> Option<Duration> {
    let text = match config.get("functionTimeout").map(str::trim) {
        None | Some("") => return Some(FUNCTION_TIMEOUT),
        Some("-1" | "-1.00:00:00") => return None,
        Some(text) => text,
    };
    match timespan::parse(text) {
        Some(span) if span.seconds >= 1 => Some(span.length()),
        _ => {
            errors.push(
                "`functionTimeout` in host.json is not a time span of a second or more".to_owned(),
            );
            Some(FUNCTION_TIMEOUT)
        }
    }
}

fn body_limit(environment: &Environment) -> u64 {
    let limit = environment.setting("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT");
    limit
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or(BODY_LIMIT)
}

#[derive(Default)]
struct Found {
    functions: Vec<Function>,
    errors: Vec<(String, String)>,
}

impl Found {
    /// The functions in folders that the filter lists (H-DISC-40). Without a custom handler the
    /// host has no script to run (H-DISC-29).
    fn folders(&mut self, app: &App, index: &Index<'_>, has_handler: bool) {
        let listed = |source: &&app::Function| is_listed(index.config, &source.name);
        for source in app.functions.iter().filter(listed) {
            match index.function(source) {
                _ if !has_handler => self.refuse(
                    &source.name,
                    "there is no script to run, and host.json configures no custom handler",
                ),
                Ok(function) => self.functions.push(function),
                Err(error) => self.refuse(&source.name, error),
            }
        }
    }

    /// The functions that `customHandler.http.routes` makes (H-CFG-41..44).
    fn routes(&mut self, app: &App, index: &Index<'_>, errors: &mut Vec<String>) {
        let config = index.config;
        if !config.exists("customHandler:http:routes") {
            return;
        }
        let runtime = index.environment.setting("FUNCTIONS_WORKER_RUNTIME");
        let profile = config.get("configurationProfile").unwrap_or_default();
        let custom = runtime.is_none_or(|name| name.eq_ignore_ascii_case("custom"));
        if !custom && !profile.eq_ignore_ascii_case("mcp-custom-handler") {
            errors.push(
                "`customHandler.http.routes` needs FUNCTIONS_WORKER_RUNTIME to be `custom`"
                    .to_owned(),
            );
        }
        if !app.functions.is_empty() {
            errors.push("`customHandler.http.routes` (a profile implies one) and function folders do not go together".to_owned());
            return;
        }
        let default = level(
            config,
            "customHandler:http:DefaultAuthorizationLevel",
            errors,
        );
        for number in 0.. {
            let place = format!("customHandler:http:routes:{number}");
            if !config.exists(&place) {
                break;
            }
            let route = config.get(&format!("{place}:route")).unwrap_or_default();
            let own = level(config, &format!("{place}:authorizationLevel"), errors);
            let auth = own.or(default).unwrap_or("function");
            let name = format!("http-handler{}", number + 1);
            if !is_listed(config, &name) {
                continue;
            }
            match index.generated(&name, route, auth) {
                Ok(function) => self.functions.push(function),
                Err(error) => self.refuse(&name, error),
            }
        }
        // `http-handler10` comes before `http-handler2`, as with folders (H-DISC-07).
        self.functions.sort_by(|a, b| a.name.cmp(&b.name));
    }

    /// Of two functions with one route the later by name is dropped (H-DISC-65).
    fn drop_conflicts(&mut self) {
        let mut kept: Vec<Function> = Vec::new();
        for function in std::mem::take(&mut self.functions) {
            match kept.iter().find(|first| conflict(first, &function)) {
                Some(first) => {
                    let error = format!("its route is that of `{}`", first.name);
                    self.errors.push((function.name, error));
                }
                None => kept.push(function),
            }
        }
        self.functions = kept;
    }

    /// An unknown constraint is noticed late and stops the whole host (H-ROUTE-13).
    fn check_constraints(&self, errors: &mut Vec<String>) {
        for function in &self.functions {
            let Some(http) = &function.http else { continue };
            let faults = http.template.constraint_faults();
            errors.extend(
                faults
                    .into_iter()
                    .map(|fault| format!("the route of `{}`: {}", function.name, fault.message)),
            );
        }
    }

    fn refuse(&mut self, name: &str, error: impl Into<String>) {
        let error = quotable(&error.into());
        self.errors.push((name.to_owned(), error));
    }
}

/// Whether the filter of host.json lets a function through (H-DISC-40, H-DISC-41).
fn is_listed(config: &Config, name: &str) -> bool {
    let listed = config.list("functions");
    listed.is_empty() || listed.iter().any(|l| l.eq_ignore_ascii_case(name))
}

/// A level of authorization (H-CFG-41); the binder refuses other words (H-CFG-22).
fn level<'a>(config: &'a Config, key: &str, errors: &mut Vec<String>) -> Option<&'a str> {
    let level = config.get(key).filter(|level| !level.is_empty())?;
    if AuthLevel::parse(level).is_none() {
        let key = key.replace(':', ".");
        errors.push(format!("`{key}` in host.json is no level of authorization"));
    }
    Some(level)
}

/// H-DISC-65: the same text, and verbs in common, compared exactly (H-DISC-66).
fn conflict(first: &Function, later: &Function) -> bool {
    let (Some(a), Some(b)) = (&first.http, &later.http) else {
        return false;
    };
    let same_route = route::conflict_key(&a.route) == route::conflict_key(&b.route);
    let verbs = |methods: &Option<Vec<String>>| methods.clone().unwrap_or_default();
    let (a, b) = (verbs(&a.methods), verbs(&b.methods));
    same_route && (a.is_empty() || b.is_empty() || a.iter().any(|verb| b.contains(verb)))
}
