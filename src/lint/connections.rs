//! The connections that an app's bindings use, and what an identity needs in place of a
//! connection string.

use std::ops::Range;

use crate::app::settings::{Child, Setting};
use crate::app::{Binding, Function, Settings};
use crate::bindings;
use crate::json::Member;

/// What a blank connection of a storage binding means, and what the host keeps its own state in.
pub const STORAGE: &str = "AzureWebJobsStorage";

/// Properties that name a setting with a connection, for types that the catalogue lacks.
const CONNECTIONS: [&str; 4] = [
    "connection",
    "connectionStringSetting",
    "leaseConnection",
    "leaseConnectionStringSetting",
];

/// What may stand below a connection in place of a connection string (H-SET-24).
const IDENTITY: [&str; 11] = [
    "accountName",
    "serviceUri",
    "blobServiceUri",
    "queueServiceUri",
    "tableServiceUri",
    "fullyQualifiedNamespace",
    "accountEndpoint",
    "topicEndpointUri",
    "credential",
    "clientId",
    "managedIdentityResourceId",
];

/// A connection that a binding uses.
pub struct Used<'a> {
    /// The function.
    pub function: &'a Function,
    /// The binding.
    pub binding: Binding<'a>,
    /// The connection's name: the one that is written, or the default.
    pub name: &'a str,
    /// Where it is written, else where the binding says its type.
    pub span: Range<usize>,
}

/// The properties of a binding whose text is the name of a connection setting: those the
/// catalogue marks, and the usual names for types it does not know.
pub fn properties<'a>(binding: Binding<'a>) -> impl Iterator<Item = (&'a Member, &'a str)> {
    let known = bindings::lookup(binding.type_name());
    let names_a_setting = move |key: &str| match known {
        Some(known) => known
            .property(key)
            .is_some_and(|property| property.app_setting),
        None => CONNECTIONS
            .iter()
            .any(|name| name.eq_ignore_ascii_case(key)),
    };
    let members = binding.node.members().iter();
    members
        .filter(move |member| names_a_setting(&member.key.text))
        .filter_map(|member| Some((member, member.value.as_str()?)))
}

/// The connections of a function's bindings, the default ones too.
pub fn used(function: &Function) -> impl Iterator<Item = Used<'_>> {
    function.bindings().flat_map(move |binding| {
        let written = properties(binding).filter(|(_, name)| !name.trim().is_empty());
        let mut used: Vec<Used<'_>> = written
            .map(|(member, name)| Used {
                function,
                binding,
                name,
                span: member.value.span.clone(),
            })
            .collect();
        let default = bindings::lookup(binding.type_name());
        let default = default.and_then(|known| known.default_connection.as_deref());
        used.extend(default.filter(|_| used.is_empty()).map(|name| Used {
            function,
            binding,
            name,
            span: binding.anchor(),
        }));
        used
    })
}

/// The connection string that the host finds under a name before it looks for an identity
/// (H-SET-23); a blank one is none.
pub fn connection_string<'a>(settings: &Settings<'a>, name: &str) -> Option<Setting<'a>> {
    let prefixed = settings.value(&format!("AzureWebJobs{name}"));
    let found = prefixed.or_else(|| settings.value(name));
    found.filter(|setting| !setting.secret().is_blank())
}

/// The settings below a connection's name, that with the `AzureWebJobs` prefix first.
pub fn children<'a>(settings: &Settings<'a>, name: &str) -> Vec<Child<'a>> {
    let prefixed = settings.children(&format!("AzureWebJobs{name}"));
    match prefixed.is_empty() {
        true => settings.children(name),
        false => prefixed,
    }
}

/// True for a setting that only an identity needs.
pub fn is_of_identity(child: &Child<'_>) -> bool {
    let mut names = IDENTITY.iter();
    names.any(|name| name.eq_ignore_ascii_case(child.name))
}

/// The settings that an identity needs for a binding: one of each group, the usual one first.
/// Empty for types of which nothing is known.
pub fn needs_of_identity(binding: &Binding<'_>) -> &'static [&'static [&'static str]] {
    const BLOB: &[&str] = &["blobServiceUri", "serviceUri", "accountName"];
    const QUEUE: &[&str] = &["queueServiceUri", "serviceUri", "accountName"];
    const TABLE: &[&str] = &["tableServiceUri", "serviceUri", "accountName", "endpoint"];
    // The trigger keeps a queue besides, for which the blobs' address is no use.
    const QUEUE_OF_BLOBS: &[&str] = &["queueServiceUri", "accountName"];
    let type_name = binding.type_name().to_ascii_lowercase();
    match type_name.as_str() {
        // One that listens to Event Grid was not looked into.
        "blobtrigger" if binding.property("source").is_none() => &[BLOB, QUEUE_OF_BLOBS],
        "blob" | "blobtrigger" => &[BLOB],
        "queue" | "queuetrigger" => &[QUEUE],
        "table" => &[TABLE],
        "eventhub" | "eventhubtrigger" | "servicebus" | "servicebustrigger" => {
            &[&["fullyQualifiedNamespace"]]
        }
        "cosmosdb" | "cosmosdbtrigger" => &[&["accountEndpoint"]],
        "eventgrid" => &[&["topicEndpointUri"]],
        _ => &[],
    }
}
