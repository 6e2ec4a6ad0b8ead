//! Where expressions stand: the texts in which the host puts settings and values.

use crate::app::Function;
use crate::bindings::expression::{self, Reference};
use crate::bindings::{self, Braces, Property};
use crate::json::Member;

/// The properties of a function's bindings that hold text, with what is known of them.
pub fn texts(function: &Function) -> impl Iterator<Item = (&Member, &'static Property)> {
    function.bindings().flat_map(|binding| {
        let known = bindings::lookup(binding.type_name());
        let members = binding.node.members().iter();
        members.filter_map(move |member| {
            member.value.as_str()?;
            Some((member, known?.property(&member.key.text)?))
        })
    })
}

/// Every `{token}` of a function's bindings, with where it stands.
pub fn tokens(function: &Function) -> impl Iterator<Item = (&Member, Reference)> {
    let with_tokens = texts(function).filter(|(_, property)| property.braces == Braces::Tokens);
    with_tokens.flat_map(|(member, _)| {
        let text = member.value.as_str().unwrap_or_default();
        let tokens = expression::tokens(text).unwrap_or_default();
        tokens.into_iter().map(move |token| (member, token))
    })
}

/// Beginnings of variables that the system, the platform or the host sets.
const SET_BY_OTHERS: [&str; 21] = [
    "APPDATA",
    "APPLICATIONINSIGHTS_",
    "APPSETTING_",
    "AZUREWEBJOBS",
    "AZURE_",
    "CONTAINER_",
    "FUNCTIONS_",
    "HOME",
    "HOSTNAME",
    "JAVA_HOME",
    "LOCALAPPDATA",
    "PATH",
    "PROGRAMDATA",
    "PROGRAMFILES",
    "SYSTEMDRIVE",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "USERPROFILE",
    "WEBSITE_",
    "WINDIR",
];

/// Whether a variable of this name is likely to be there without being among the settings.
pub fn set_by_others(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    SET_BY_OTHERS
        .iter()
        .any(|beginning| name.starts_with(beginning))
}
