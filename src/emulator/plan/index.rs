//! function.json -> a function the host would run, or the reason why it drops it (H-DISC).

use std::path::Path;

use serde_json::{Map, Value as Json};

use super::{AuthLevel, Binding, Config, Environment, Function, Http, Retry, retry};
use crate::app::{self, Direction, is_function_name};
use crate::bindings::{self, expression, ncrontab, route};
use crate::emulator::event::Mode;
use crate::json::{Node, Value};

/// What indexing needs to know besides the file.
pub struct Index<'a> {
    /// The effective host.json.
    pub config: &'a Config,
    /// For `%NAME%`.
    pub environment: &'a Environment,
    /// The app's root.
    pub root: &'a Path,
    /// The route prefix.
    pub prefix: &'a str,
    /// What HTTP-only functions get.
    pub http_mode: Mode,
    /// The policy of host.json.
    pub retry: Option<Retry>,
}

/// Why a function does not load, in one line.
pub(super) type Dropped = String;

impl Index<'_> {
    /// Reads one function.
    ///
    /// # Errors
    /// Why the host drops it.
    pub fn function(&self, source: &app::Function) -> Result<Function, Dropped> {
        let name = &source.name;
        if !is_function_name(name) {
            return Err(format!("`{name}` is not a valid function name"));
        }
        let root = match &source.document.root {
            Some(root) if source.document.problems.is_empty() => root,
            _ => return Err("function.json cannot be parsed".to_owned()),
        };
        check_source(root)?;
        self.check_script_file(name, root)?;
        let bindings = self.bindings(source, root)?;
        let trigger = only_trigger(&bindings)?;
        let http = trigger.is("httpTrigger").then(|| self.http(name, &trigger));
        let http_only = app::binding::is_http_only(source.bindings());
        Ok(Function {
            name: name.clone(),
            place: source.document.source.path().to_owned(),
            mode: if http_only {
                self.http_mode
            } else {
                Mode::Envelope
            },
            http: http.transpose()?,
            disabled: self.is_disabled(name),
            retry: retry::of_function(root)?.or(self.retry),
            document: root.to_value(),
            generated: false,
            trigger,
            bindings,
        })
    }

    /// A function for one of `customHandler.http.routes` (H-CFG-42).
    ///
    /// # Errors
    /// When the route is no template (H-CFG-44).
    pub fn generated(&self, name: &str, route: &str, auth: &str) -> Result<Function, Dropped> {
        let text = serde_json::json!({"bindings": [
            {"type": "httpTrigger", "direction": "in", "name": "req", "route": route, "authLevel": auth,
             "methods": ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT"]},
            {"type": "http", "direction": "out", "name": "res"}]});
        if route.trim().is_empty() {
            return Err("the route is empty".to_owned());
        }
        let objects = text["bindings"].as_array().into_iter().flatten();
        let objects = objects.filter_map(Json::as_object);
        let bindings: Vec<Binding> = objects.map(from_properties).collect();
        let trigger = only_trigger(&bindings)?;
        Ok(Function {
            place: "host.json".to_owned(),
            mode: self.http_mode,
            http: Some(self.http(name, &trigger)?),
            disabled: self.is_disabled(name),
            retry: self.retry,
            document: text,
            generated: true,
            name: name.to_owned(),
            trigger,
            bindings,
        })
    }

    /// H-DISC-27.
    fn check_script_file(&self, name: &str, root: &Node) -> Result<(), Dropped> {
        let file = root.member("scriptFile").and_then(|m| m.value.as_str());
        match file.filter(|file| !file.is_empty()) {
            Some(file) if !self.root.join(name).join(file).is_file() => {
                Err(format!("`scriptFile` names `{file}`, which is not there"))
            }
            _ => Ok(()),
        }
    }

    fn bindings(&self, source: &app::Function, root: &Node) -> Result<Vec<Binding>, Dropped> {
        let written = root.member("bindings").map(|member| &member.value);
        match written.map(|node| &node.value) {
            Some(Value::Array(items)) if items.iter().any(|item| !item.is_object()) => {
                return Err("`bindings` holds something that is not an object".to_owned());
            }
            Some(Value::Array(items)) if !items.is_empty() => {}
            None | Some(Value::Null | Value::Array(_)) => {
                return Err("there are no bindings".to_owned());
            }
            Some(_) => return Err("`bindings` is not an array".to_owned()),
        }
        let mut found: Vec<Binding> = Vec::new();
        for view in source.bindings() {
            let binding = self.binding(view)?;
            let same = |other: &Binding| other.name.eq_ignore_ascii_case(&binding.name);
            if found.iter().any(same) {
                return Err(format!("two bindings are called `{}`", binding.name));
            }
            found.push(binding);
        }
        Ok(found)
    }

    fn binding(&self, view: app::Binding<'_>) -> Result<Binding, Dropped> {
        let name = view.name();
        let direction = view
            .direction()
            .map_err(|member| match member.value.as_str() {
                Some(text) => format!("`{text}` is not a direction"),
                None => format!("`direction` of `{name}` is {}", member.value.kind()),
            })?;
        check_name(name, direction)?;
        let kind = view.type_name();
        if kind.is_empty() {
            return Err(format!("the binding `{name}` has no type"));
        }
        if kind.eq_ignore_ascii_case("http") && direction == Direction::In {
            return Err("`http` can only be an output".to_owned());
        }
        check_choice(
            &view,
            "dataType",
            &["undefined", "string", "binary", "stream"],
        )?;
        check_choice(&view, "cardinality", &["one", "many"])?;
        self.check_type(kind)?;
        let mut properties = match view.node.to_value() {
            Json::Object(properties) => properties,
            _ => Map::new(),
        };
        self.expand(kind, &mut properties)?;
        check_schedule(kind, &properties)?;
        Ok(from_properties(&properties))
    }

    /// A type comes from the host itself or from the bundle (H-DISC-56).
    fn check_type(&self, kind: &str) -> Result<(), Dropped> {
        match self.config.exists("extensionBundle:id") {
            false if bindings::needs_bundle(kind) => Err(format!(
                "the binding type `{kind}` needs an `extensionBundle` in host.json"
            )),
            true if !bindings::is_known(kind) => Err(format!(
                "the extension bundle brings no binding type `{kind}`"
            )),
            _ => Ok(()),
        }
    }

    /// Replaces `%NAME%` in the properties that the catalogue marks (H-DISC-58).
    fn expand(&self, kind: &str, properties: &mut Map<String, Json>) -> Result<(), Dropped> {
        let known = bindings::lookup(kind);
        for (key, value) in properties.iter_mut() {
            let marked = known.and_then(|known| known.property(key));
            if let (true, Json::String(text)) = (marked.is_some_and(|p| p.percent), value) {
                *text = self.resolve(key, text)?;
            }
        }
        Ok(())
    }

    fn resolve(&self, key: &str, text: &str) -> Result<String, Dropped> {
        let references =
            expression::settings(text).map_err(|fault| format!("`{key}`: {}", fault.message))?;
        let mut out = String::new();
        let mut at = 0;
        for reference in references {
            let value = self.environment.setting(&reference.name);
            let Some(value) = value.filter(|value| !value.is_empty()) else {
                return Err(format!(
                    "`%{}%` in `{key}` has no value; add the setting to local.settings.json",
                    reference.name
                ));
            };
            out.push_str(&text[at..reference.span.start]);
            out.push_str(value);
            at = reference.span.end;
        }
        out.push_str(&text[at..]);
        Ok(out)
    }

    /// H-DISC-35.
    fn is_disabled(&self, name: &str) -> bool {
        let names = [
            format!("AzureWebJobs.{name}.Disabled"),
            format!("AzureWebJobs_{name}_Disabled"),
        ];
        let mut values = names
            .iter()
            .filter_map(|name| self.environment.setting(name));
        values.any(|value| value == "1" || value.eq_ignore_ascii_case("true"))
    }

    /// H-DISC-60..64.
    fn http(&self, name: &str, trigger: &Binding) -> Result<Http, Dropped> {
        let level = match trigger.property("authLevel") {
            None | Some(Json::Null) => Some(AuthLevel::Function),
            Some(level) => level.as_str().and_then(AuthLevel::parse),
        };
        let auth = level.ok_or_else(|| "`authLevel` is not one the host knows".to_owned())?;
        let written = trigger.text("route").unwrap_or_default();
        let route = if written.trim().is_empty() {
            name
        } else {
            written
        };
        if let Some(word) = route::reserved_prefix(route) {
            return Err(format!("the route `{route}` starts with `{word}`"));
        }
        let full = match self.prefix {
            "" => route.to_owned(),
            prefix => format!("{prefix}/{route}"),
        };
        let fault = |fault: bindings::Fault| format!("the route `{route}`: {}", fault.message);
        route::parse(route).map_err(fault)?;
        Ok(Http {
            template: route::parse(&full).map_err(fault)?,
            route: route.to_owned(),
            methods: methods(trigger)?,
            auth,
        })
    }
}

/// `configurationSource` is one of two words, or missing (H-DISC-26).
fn check_source(root: &Node) -> Result<(), Dropped> {
    let written = root.member_ignoring_case("configurationSource");
    match written.map(|member| &member.value.value) {
        None | Some(Value::Null) => Ok(()),
        Some(Value::String(text)) if text.eq_ignore_ascii_case("config") => Ok(()),
        Some(Value::String(text)) if text.eq_ignore_ascii_case("attributes") => Ok(()),
        Some(_) => Err("`configurationSource` is not `config` or `attributes`".to_owned()),
    }
}

/// H-DISC-61.
fn methods(trigger: &Binding) -> Result<Option<Vec<String>>, Dropped> {
    let items = match trigger.property("methods") {
        None | Some(Json::Null) => return Ok(None),
        Some(Json::Array(items)) => items,
        Some(_) => return Err("`methods` is not an array".to_owned()),
    };
    let texts = items.iter().map(|item| item.as_str().map(str::to_owned));
    let texts: Option<Vec<String>> = texts.collect();
    texts
        .map(Some)
        .ok_or_else(|| "`methods` holds something that is not text".to_owned())
}

/// H-DISC-52.
fn only_trigger(bindings: &[Binding]) -> Result<Binding, Dropped> {
    let is_trigger = |binding: &&Binding| {
        bindings::is_trigger(&binding.kind) && binding.direction != Direction::Out
    };
    let mut triggers = bindings.iter().filter(is_trigger);
    match (triggers.next(), triggers.next()) {
        (Some(trigger), None) => Ok(trigger.clone()),
        (None, _) => Err("there is no trigger".to_owned()),
        (Some(_), Some(_)) => Err("there is more than one trigger".to_owned()),
    }
}

/// H-DISC-47, H-DISC-48.
fn check_name(name: &str, direction: Direction) -> Result<(), Dropped> {
    let plain = (1..=128).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric());
    match name {
        "$return" if direction == Direction::Out => Ok(()),
        "$return" => Err("`$return` must have the direction `out`".to_owned()),
        _ if plain => Ok(()),
        _ => Err(format!("`{name}` is not a valid binding name")),
    }
}

/// H-DISC-46.
fn check_choice(view: &app::Binding<'_>, key: &str, choices: &[&str]) -> Result<(), Dropped> {
    let Some(member) = view.property(key) else {
        return Ok(());
    };
    let known = |text: &str| {
        choices
            .iter()
            .any(|choice| choice.eq_ignore_ascii_case(text))
    };
    match &member.value.value {
        Value::Null => Ok(()),
        Value::String(text) if known(text) => Ok(()),
        Value::Number(_) => Ok(()),
        _ => Err(format!(
            "`{key}` of `{}` is not one the host knows",
            view.name()
        )),
    }
}

/// H-REQ-46.
fn check_schedule(kind: &str, properties: &Map<String, Json>) -> Result<(), Dropped> {
    if !kind.eq_ignore_ascii_case("timerTrigger") {
        return Ok(());
    }
    let mut found = properties.iter();
    let schedule = found.find(|(key, _)| key.eq_ignore_ascii_case("schedule"));
    let text = schedule
        .and_then(|(_, value)| value.as_str())
        .unwrap_or_default();
    match ncrontab::parse(text) {
        Ok(_) => Ok(()),
        Err(fault) => Err(format!("the schedule `{text}`: {}", fault.message)),
    }
}

/// A binding from properties that were checked.
fn from_properties(properties: &Map<String, Json>) -> Binding {
    let mut binding = Binding {
        name: String::new(),
        kind: String::new(),
        direction: Direction::In,
        data_type: None,
        many: false,
        properties: properties.clone(),
    };
    let text = |key: &str| binding.text(key).unwrap_or_default().to_ascii_lowercase();
    let many = text("cardinality") == "many";
    let data_type = Some(text("dataType")).filter(|text| !text.is_empty());
    let direction = match (text("direction").as_str(), binding.property("direction")) {
        ("out", _) => Direction::Out,
        ("inout", _) => Direction::InOut,
        (_, Some(Json::Number(number))) if number.as_i64() == Some(1) => Direction::Out,
        (_, Some(Json::Number(number))) if number.as_i64() == Some(2) => Direction::InOut,
        _ => Direction::In,
    };
    let kind = binding.text("type").unwrap_or_default().to_owned();
    let name = binding.text("name").unwrap_or_default().to_owned();
    binding.many = many;
    binding.data_type = data_type;
    binding.direction = direction;
    binding.kind = kind;
    binding.name = name;
    binding
}
