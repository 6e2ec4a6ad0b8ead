//! One function, as the host indexed it.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::app::Direction;
use crate::bindings::route::Template;
use crate::emulator::event::Mode;

/// A function that loaded.
#[derive(Debug, Clone)]
pub struct Function {
    /// The folder's name, byte for byte (H-DISC-06).
    pub name: String,
    /// The place of its function.json as messages show it.
    pub place: String,
    /// The trigger.
    pub trigger: Binding,
    /// All bindings in declared order, the trigger included.
    pub bindings: Vec<Binding>,
    /// What the handler gets for it (H-CFG-35, H-CFG-37).
    pub mode: Mode,
    /// Set for functions with an httpTrigger.
    pub http: Option<Http>,
    /// Disabled by a setting (H-DISC-35).
    pub disabled: bool,
    /// Its own retry policy, else that of host.json (H-DISC-67).
    pub retry: Option<Retry>,
    /// The content of function.json, for the admin API (H-ADM-16).
    pub document: Value,
    /// True for functions that `customHandler.http.routes` makes (H-CFG-42).
    pub generated: bool,
}

/// One binding of a function. Texts that the catalogue marks have their `%NAME%` replaced
/// (H-DISC-58).
#[derive(Debug, Clone)]
pub struct Binding {
    /// Its name.
    pub name: String,
    /// Its type, as written; compare with [`Binding::is`].
    pub kind: String,
    /// Which way data flows.
    pub direction: Direction,
    /// `dataType`, lower-case, when given (H-DISC-46).
    pub data_type: Option<String>,
    /// `cardinality: many`.
    pub many: bool,
    /// All properties, as written but for `%NAME%`.
    pub properties: Map<String, Value>,
}

/// What only HTTP functions have.
#[derive(Debug, Clone)]
pub struct Http {
    /// The route without the prefix; never blank (H-DISC-63).
    pub route: String,
    /// Prefix and route, parsed.
    pub template: Template,
    /// The verbs as written; `None` is all of them, an empty list is none (H-DISC-61, H-DISC-62).
    pub methods: Option<Vec<String>>,
    /// Which key a caller needs (H-DISC-60).
    pub auth: AuthLevel,
}

impl Http {
    /// The verbs in upper case, for showing; `None` is all.
    pub fn verbs(&self) -> Option<Vec<String>> {
        let methods = self.methods.as_ref()?;
        Some(methods.iter().map(|verb| verb.to_uppercase()).collect())
    }
}

/// `authLevel` (H-DISC-60).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthLevel {
    /// No key.
    Anonymous,
    /// Reserved; no key opens it.
    User,
    /// A function, host or master key; the default.
    Function,
    /// A system key.
    System,
    /// The master key.
    Admin,
}

impl AuthLevel {
    /// Reads `authLevel`, ignoring case.
    pub fn parse(text: &str) -> Option<AuthLevel> {
        Some(match text.to_ascii_lowercase().as_str() {
            "anonymous" => AuthLevel::Anonymous,
            "user" => AuthLevel::User,
            "function" => AuthLevel::Function,
            "system" => AuthLevel::System,
            "admin" => AuthLevel::Admin,
            _ => return None,
        })
    }
}

/// A retry policy (H-DISC-67..72).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// How often after the first try; `None` is for ever.
    pub count: Option<u32>,
    /// How long to wait in between.
    pub strategy: Strategy,
}

/// The pause between tries (H-DISC-68, H-DISC-70).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strategy {
    /// Always the same.
    Fixed(Duration),
    /// Doubling from the first to the second.
    Exponential(Duration, Duration),
}

impl Strategy {
    /// The pause before retry number `retry`, from 0.
    pub fn pause(self, retry: u32) -> Duration {
        match self {
            Strategy::Fixed(pause) => pause,
            Strategy::Exponential(first, most) => {
                let factor = 2_u32.saturating_pow(retry.min(31));
                first.saturating_mul(factor).min(most)
            }
        }
    }
}

impl Binding {
    /// True when the type is this one, ignoring case (H-DISC-50).
    pub fn is(&self, kind: &str) -> bool {
        self.kind.eq_ignore_ascii_case(kind)
    }

    /// A property, in any case (H-DISC-44).
    pub fn property(&self, name: &str) -> Option<&Value> {
        let found = self.properties.iter().rev();
        let mut found = found.filter(|(key, _)| key.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value)
    }

    /// The text of a string property.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.property(name)?.as_str()
    }

    /// `dataType: binary`.
    pub fn is_binary(&self) -> bool {
        self.data_type.as_deref() == Some("binary")
    }

    /// The setting that holds its connection; empty means `AzureWebJobsStorage` (H-SET-23).
    pub fn connection(&self) -> &str {
        match self.text("connection") {
            None | Some("") => "AzureWebJobsStorage",
            Some(name) => name,
        }
    }
}

impl Function {
    /// Input-side bindings but the trigger, in declared order (H-DISC-54).
    pub fn inputs(&self) -> impl Iterator<Item = &Binding> {
        let inputs = |binding: &&Binding| {
            binding.direction != Direction::Out && binding.name != self.trigger.name
        };
        self.bindings.iter().filter(inputs)
    }

    /// Output-side bindings, in declared order (H-DISC-54).
    pub fn outputs(&self) -> impl Iterator<Item = &Binding> {
        let outputs = |binding: &&Binding| binding.direction != Direction::In;
        self.bindings.iter().filter(outputs)
    }
}
