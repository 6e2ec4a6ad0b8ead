//! What the user asked for, in the words of `templates/`.

use serde::{Deserialize, Serialize};

/// How the host hands HTTP requests to the handler.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// As the JSON envelope, like every other event.
    Envelope,
    /// As they came (`enableProxyingHttpRequest`, H-CFG-37).
    HttpOnly,
}

/// What the user asked for. Languages, triggers and outputs are named as in `templates/`.
#[derive(Debug, Clone)]
pub struct Request {
    /// The handler's language.
    pub language: String,
    /// What starts each function; at least one.
    pub triggers: Vec<String>,
    /// Further outputs of the first function.
    pub outputs: Vec<String>,
    /// How HTTP requests arrive.
    pub mode: Mode,
    /// The CI system that deploys it.
    pub ci: Option<String>,
    /// The app's name, and its function's when there is only one.
    pub name: Option<String>,
    /// The folder's name, from which a missing name is made.
    pub folder: String,
}
