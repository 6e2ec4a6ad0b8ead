//! `fch new`, `fch add` and `fch init`: a request -> planned files -> written files.
//!
//! Owns the templates (`templates/`, embedded in the binary) and how they become an app, or a
//! part of one. Data flows `source` -> `manifest` -> `catalogue` (what there is), `binding` and
//! `names` -> `function` (one function) -> `view` (what templates see) -> `plan` (an app), `add`
//! (edits of one, which are `added`; `place`: its code, at the `marks`) or `init` (a server that becomes one) -> `write`.
//! `init` makes an app of a project that is there: `detect` (its language), `binary` (what it builds)
//! and `command_line` -> `start` (the process), `port` (whether it listens where the host calls) ->
//! `write`.
//! Knows nothing of the terminal, nor of `cli.rs`: languages, triggers, inputs and outputs are the
//! names of their folders and files under `templates/`.
//!
//! To add a language: a folder `templates/<language>`, as docs/templates.md describes it. To add
//! a trigger, an input or an output: one file in `templates/triggers`, `inputs` or `outputs`. To
//! add a CI system: `templates/ci/<system>/`, its steps in each language's `template.toml`, and a
//! variant in `cli.rs`. No template decides anything beyond `if` and `each`.

mod add;
mod added;
mod binary;
mod binding;
mod catalogue;
mod command_line;
mod detect;
mod embedded;
mod function;
mod gitignore;
mod init;
mod manifest;
mod marks;
mod merge;
mod names;
mod paths;
mod place;
mod plan;
mod port;
mod render;
mod request;
mod source;
mod start;
mod variables;
mod view;
mod write;

pub use add::add;
pub use added::{Added, ByHand, Changed};
pub use binding::{Role, Set};
pub use catalogue::{Listed, aliases, all_languages as languages, list};
pub use init::{Conversion, Existing, check_conversion, convert, write_conversion};
pub use names::folder_name;
pub use plan::{Plan, PlannedFile, plan};
pub use port::Port;
pub use request::{Addition, Request};
pub use variables::{Question, questions};
pub use write::{check, write};
