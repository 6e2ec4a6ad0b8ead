//! What the user asked for, in the words of `templates/`.

use super::binding::Set;

/// A new app. Languages, triggers, inputs and outputs are named as in `templates/`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// A template's name, or the path of one's own.
    pub template: Option<String>,
    /// The handler's language.
    pub language: Option<String>,
    /// What starts each function.
    pub triggers: Vec<String>,
    /// Further inputs of the first function.
    pub inputs: Vec<String>,
    /// Further outputs of the first function.
    pub outputs: Vec<String>,
    /// Values of the template's variables, and of the first function's bindings.
    pub sets: Vec<Set>,
    /// Whether HTTP functions get requests as they came (`enableProxyingHttpRequest`, H-CFG-37).
    pub http_only: bool,
    /// Whether it gets a container image.
    pub docker: bool,
    /// The CI system that deploys it.
    pub ci: Option<String>,
    /// The app's name, and its function's when there is only one.
    pub name: Option<String>,
    /// The folder's name, from which a missing name is made.
    pub folder: String,
}

/// A function for an app that exists.
#[derive(Debug, Clone)]
pub struct Addition {
    /// The template of one's own that made the app; else the language that its files tell.
    pub template: Option<String>,
    /// The function's name.
    pub name: String,
    /// What starts it.
    pub trigger: String,
    /// What it reads besides.
    pub inputs: Vec<String>,
    /// What it writes.
    pub outputs: Vec<String>,
    /// Values of its bindings' properties.
    pub sets: Vec<Set>,
}
