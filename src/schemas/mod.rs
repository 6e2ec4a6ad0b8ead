//! The JSON Schemas of the three files, as published by `fch schema`.
//!
//! Owns their text and the way through them: which schema describes the value at a path, with
//! what text, default and words. `lint` judges by them, `fch explain` and the language server
//! show what they say. Knows no rule. The files themselves are in `schemas/`; function.json's is
//! made from `schemas/bindings` (see `bindings::function_schema`).

mod navigate;

use std::sync::OnceLock;

use serde_json::Value;

pub use navigate::{Place, canonical, reference};

/// One of the three files that have a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Schema {
    /// host.json.
    Host,
    /// function.json.
    Function,
    /// local.settings.json.
    Settings,
}

impl Schema {
    /// Every schema.
    pub const ALL: [Schema; 3] = [Schema::Host, Schema::Function, Schema::Settings];

    /// The name of the file that it describes.
    pub fn file_name(self) -> &'static str {
        match self {
            Schema::Host => "host.json",
            Schema::Function => "function.json",
            Schema::Settings => "local.settings.json",
        }
    }

    /// The schema of the file at `path`, by its name in any case.
    pub fn of(path: &str) -> Option<Schema> {
        let name = path.rsplit(['/', '\\']).next()?;
        let mut all = Schema::ALL.into_iter();
        all.find(|schema| schema.file_name().eq_ignore_ascii_case(name))
    }

    /// Its text, as published.
    pub fn text(self) -> &'static str {
        match self {
            Schema::Host => include_str!("../../schemas/host.json"),
            Schema::Function => include_str!("../../schemas/function.json"),
            Schema::Settings => include_str!("../../schemas/local.settings.json"),
        }
    }

    /// It as a document, read at the first call.
    pub fn document(self) -> &'static Value {
        static DOCUMENTS: [OnceLock<Value>; 3] = [const { OnceLock::new() }; 3];
        // The same text is a schema for the generated validators, so it parses.
        DOCUMENTS[self as usize]
            .get_or_init(|| serde_json::from_str(self.text()).unwrap_or_default())
    }
}
