//! `fch new`: a [`Request`] -> planned files -> written files.
//!
//! Owns the templates (`templates/`, embedded in the binary) and how they become an app. Data
//! flows `names` -> `function` -> `plan` (both with `catalogue` and `render`) -> `write`. Knows
//! nothing of the terminal, nor of `cli.rs`: languages, triggers and outputs are the names of
//! their folders and files under `templates/`.
//!
//! To add a language: a folder `templates/<language>` with a `template.toml`, `files/` and one
//! snippet for each trigger in `triggers/`; its lines in `embedded.rs` (a test lists them); a
//! variant in `cli.rs`. To add a trigger: `templates/triggers/<trigger>/`, a snippet in each
//! language, and the same two places. To add a CI system: `templates/ci/<system>/`, its steps in
//! each language's `template.toml`, and the same two places. No template decides anything beyond `if` and `each`.

mod catalogue;
mod embedded;
mod function;
mod names;
mod plan;
mod render;
mod request;
mod write;

pub use names::folder_name;
pub use plan::{Plan, PlannedFile, plan};
pub use request::{Mode, Request};
pub use write::{check, write};
