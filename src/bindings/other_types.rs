//! Binding types that have no schema, and further names of some that have one.

use super::Status;

/// A binding type of which only the name and the fate are known: it is no misspelling, but
/// nothing is said about its properties.
#[derive(Debug)]
pub struct OtherType {
    /// The name in its canonical spelling.
    pub name: &'static str,
    /// [`Status::Removed`] or [`Status::Internal`].
    pub status: Status,
    /// The type that took its place, if one did.
    pub replaced_by: Option<&'static str>,
}

const fn removed(name: &'static str, replaced_by: Option<&'static str>) -> OtherType {
    OtherType {
        name,
        status: Status::Removed,
        replaced_by,
    }
}

const fn internal(name: &'static str) -> OtherType {
    OtherType {
        name,
        status: Status::Internal,
        replaced_by: None,
    }
}

/// The types without a schema.
pub const OTHER_TYPES: &[OtherType] = &[
    removed("apiHubFile", None),
    removed("apiHubFileTrigger", None),
    removed("apiHubTable", None),
    removed("bot", None),
    removed("documentDB", Some("cosmosDB")),
    removed("excel", None),
    removed("externalFile", None),
    removed("externalFileTrigger", None),
    removed("externalTable", None),
    removed("graphWebhookSubscription", None),
    removed("graphWebhookTrigger", Some("eventGridTrigger")),
    removed("mobileTable", None),
    removed("notificationHub", None),
    removed("oneDrive", None),
    removed("outlook", None),
    removed("token", None),
    internal("fabricItem"),
    internal("udfProperty"),
    internal("userDataFunctionContext"),
];

/// Further names of types that have a schema: the other name, then the canonical one.
pub const ALIASES: &[(&str, &str)] = &[
    ("chatBotCreate", "assistantCreate"),
    ("chatBotPost", "assistantPost"),
    ("chatBotQuery", "assistantQuery"),
    (
        "webJobsAuthenticationEventsTrigger",
        "authenticationEventsTrigger",
    ),
];

/// The type without a schema of this name, whatever the case.
pub fn other_type(type_name: &str) -> Option<&'static OtherType> {
    let mut types = OTHER_TYPES.iter();
    types.find(|other| other.name.eq_ignore_ascii_case(type_name))
}

/// The canonical name behind an alias, whatever the case.
pub(super) fn alias(type_name: &str) -> Option<&'static str> {
    let mut aliases = ALIASES.iter();
    let found = aliases.find(|(alias, _)| alias.eq_ignore_ascii_case(type_name));
    found.map(|(_, name)| *name)
}
