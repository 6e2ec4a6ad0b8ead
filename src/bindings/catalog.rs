//! The catalogue of binding types, read from `schemas/bindings` at the first look at a type.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Deserializer};

use super::other_types::{ALIASES, OTHER_TYPES, alias, other_type};

/// Where a binding type is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Supported.
    Ga,
    /// May change; most are in the preview bundle only.
    Preview,
    /// Works, and should not be used in new apps.
    Deprecated,
    /// Works, and has a newer name.
    Superseded,
    /// Runtime 1 had it; no later one does.
    Removed,
    /// Plumbing of another product, which nobody writes by hand.
    Internal,
}

/// Whether a custom handler can make use of a binding type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CustomHandler {
    /// Without more ado.
    Yes,
    /// With something beside it, such as a Dapr sidecar; the description says what.
    Limited,
    /// Not: it needs one of the language SDKs.
    No,
}

/// The facts about one binding type.
#[derive(Debug, Deserialize)]
pub struct BindingType {
    /// The name in its canonical spelling; the host ignores case (H-DISC-50).
    #[serde(rename = "title")]
    pub name: String,
    /// Where the type is in its life: one of the first four.
    #[serde(rename = "x-status")]
    pub status: Status,
    /// The type to use instead of a deprecated or superseded one.
    #[serde(rename = "x-replaced-by")]
    pub replaced_by: Option<String>,
    /// Whether an extension bundle has to bring it (H-DISC-56).
    #[serde(rename = "x-bundle")]
    pub needs_bundle: bool,
    /// The first bundle version that lists the type (`4.13.2`), by bundle: `v2`, `v3`, `v4` are
    /// the majors of the usual bundle, `preview` and `experimental` are bundles of their own. A
    /// bundle that is not there lists it in no version. Empty for types that need no bundle,
    /// and for two that no bundle lists because a sibling brings them along.
    #[serde(rename = "x-first-listed")]
    pub first_listed: BTreeMap<String, String>,
    /// Whether a custom handler can make use of it.
    #[serde(rename = "x-custom-handler")]
    pub custom_handler: CustomHandler,
    /// The directions it can have: `in`, `out`, `inout`.
    #[serde(rename = "x-directions")]
    pub directions: Vec<String>,
    /// Whether the trigger keeps state in the storage account of the app.
    #[serde(rename = "x-storage", default)]
    pub needs_storage: bool,
    /// Whether `cardinality` has a meaning for it: `many` delivers batches.
    #[serde(rename = "x-cardinality", default)]
    pub cardinality: bool,
    /// Whether the host repeats failed runs by the `retry` of function.json or host.json.
    #[serde(rename = "x-retry", default)]
    pub retry: bool,
    /// The names that the trigger has for expressions in braces; `None` for a type that is no
    /// trigger.
    #[serde(rename = "x-metadata")]
    pub metadata: Option<Metadata>,
    /// The setting that is read when the connection property is left out.
    #[serde(rename = "x-default-connection")]
    pub default_connection: Option<String>,
    /// Properties that it must have.
    #[serde(default)]
    pub required: Vec<String>,
    /// Properties of which it must have some; each entry would do.
    #[serde(rename = "anyOf", default)]
    pub one_of: Vec<Alternative>,
    /// Its own properties, without those that every binding has.
    #[serde(deserialize_with = "named")]
    pub properties: Vec<Property>,
}

impl BindingType {
    /// The property of this name, whatever the case (H-DISC-44).
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties
            .iter()
            .find(|property| property.name.eq_ignore_ascii_case(name))
    }

    /// Whether a binding of this type may need the property of this name.
    pub fn needs(&self, name: &str) -> bool {
        let some = self.one_of.iter().flat_map(|one| &one.required);
        self.required
            .iter()
            .chain(some)
            .any(|needed| needed == name)
    }
}

/// Properties that are enough together.
#[derive(Debug, Deserialize)]
pub struct Alternative {
    /// Their names.
    pub required: Vec<String>,
}

/// The names that other bindings of the function can use in braces.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    /// Those of a single event. The host ignores their case.
    pub keys: Vec<String>,
    /// Those of a batch (`cardinality` is `many`). Each stands for a list.
    pub batch_keys: Vec<String>,
    /// Whether `keys`, what the path of the trigger captures and the built-in names are all:
    /// the host refuses any other name when it starts. Otherwise the payload, a route or a list
    /// of parameters can bring more, and nothing is wrong with a name that is not here.
    pub closed: bool,
}

/// The facts about one property of a binding type.
#[derive(Debug, Deserialize)]
pub struct Property {
    /// The name in its canonical spelling.
    #[serde(skip)]
    pub name: String,
    /// Whether the value is the *name* of an app setting, or a list of such names.
    #[serde(rename = "x-app-setting", default)]
    pub app_setting: bool,
    /// Whether the value is taken for the name of an app setting when there is one of that
    /// name, and for itself otherwise.
    #[serde(rename = "x-setting-or-text", default)]
    pub setting_or_text: bool,
    /// Whether `%NAME%` is replaced by an app setting (H-DISC-58).
    #[serde(rename = "x-percent", default)]
    pub percent: bool,
    /// What braces mean in its text.
    #[serde(rename = "x-expressions", default)]
    pub braces: Braces,
    /// The bundle majors (`v2`, `v3`, `v4`) that know the property; empty means all of them.
    #[serde(rename = "x-bundles", default)]
    pub bundles: Vec<String>,
    /// The name it has in newer bundles.
    #[serde(rename = "x-renamed-to")]
    pub renamed_to: Option<String>,
    /// Whether it is read no more, or should be used no more.
    #[serde(rename = "x-deprecated", default)]
    pub deprecated: bool,
    /// The directions in which it is read; empty means all of its type.
    #[serde(rename = "x-applies-to", default)]
    pub applies_to: Vec<String>,
}

/// What braces mean in the text of a property (bindings-notes 3.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "serde_json::Value")]
pub enum Braces {
    /// Nothing: they are text.
    #[default]
    Text,
    /// `{name}` is replaced by what the trigger brought.
    Tokens,
    /// `{name}` gives a part of the text a name.
    Captures,
}

impl From<serde_json::Value> for Braces {
    fn from(annotation: serde_json::Value) -> Self {
        match annotation.as_str() {
            Some("capture") => Braces::Captures,
            None if annotation == true => Braces::Tokens,
            _ => Braces::Text,
        }
    }
}

struct Entry {
    name: &'static str,
    schema: &'static str,
    parsed: OnceLock<Option<BindingType>>,
}

macro_rules! registry {
    ($($name:literal)*) => {
        const NAMES: &[&str] = &[$($name),*];
        static ENTRIES: [Entry; NAMES.len()] = [$(Entry {
            name: $name,
            schema: include_str!(concat!("../../schemas/bindings/", $name, ".json")),
            parsed: OnceLock::new(),
        }),*];
    };
}

registry! {
    "httpTrigger" "http"
    "timerTrigger"
    "queueTrigger" "queue"
    "blobTrigger" "blob"
    "table"
    "eventGridTrigger" "eventGrid"
    "eventHubTrigger" "eventHub"
    "serviceBusTrigger" "serviceBus"
    "cosmosDBTrigger" "cosmosDB"
    "warmupTrigger" "manualTrigger"
    "cosmosDBMongoTrigger" "cosmosDBMongo"
    "sqlTrigger" "sql"
    "mysqlTrigger" "mysql"
    "kafkaTrigger" "kafka"
    "rabbitMQTrigger" "rabbitMQ"
    "redisPubSubTrigger" "redisListTrigger" "redisStreamTrigger" "redis"
    "signalRTrigger" "signalR" "signalRConnectionInfo" "signalRNegotiation" "signalREndpoints"
    "webPubSubTrigger" "webPubSub" "webPubSubConnection" "webPubSubContext" "webPubSubRequest"
    "socketIOTrigger" "socketIO" "socketIONegotiation"
    "sendGrid" "twilioSms" "kusto"
    "daprServiceInvocationTrigger" "daprBindingTrigger" "daprTopicTrigger"
    "daprState" "daprSecret" "daprInvoke" "daprPublish" "daprBinding"
    "orchestrationTrigger" "activityTrigger" "entityTrigger"
    "durableClient" "orchestrationClient"
    "mcpToolTrigger" "mcpToolProperty"
    "mcpPromptTrigger" "mcpPromptArgument"
    "mcpResourceTrigger"
    "textCompletion" "embeddings" "embeddingsStore" "semanticSearch"
    "assistantCreate" "assistantPost" "assistantQuery" "assistantSkillTrigger"
    "authenticationEventsTrigger" "connectorTrigger"
}

/// The binding types that have a schema, in canonical spelling. Parses nothing.
pub fn known_types() -> &'static [&'static str] {
    NAMES
}

/// Every name of a binding type that exists or existed: those with a schema, those without, and
/// aliases. Parses nothing.
pub fn every_name() -> impl Iterator<Item = &'static str> {
    let others = OTHER_TYPES.iter().map(|other| other.name);
    let aliases = ALIASES.iter().map(|(alias, _)| *alias);
    NAMES.iter().copied().chain(others).chain(aliases)
}

/// The facts about a binding type, whatever the case of its name; `None` for a type that has no
/// schema. The schema of the type is parsed the first time it is asked for.
pub fn lookup(type_name: &str) -> Option<&'static BindingType> {
    let entry = entry(type_name).or_else(|| entry(alias(type_name)?))?;
    entry
        .parsed
        .get_or_init(|| serde_json::from_str(entry.schema).ok())
        .as_ref()
}

/// Whether a binding of this type starts the function: its name ends with `trigger` (H-DISC-51).
pub fn is_trigger(type_name: &str) -> bool {
    let suffix = "trigger".len();
    type_name.len() >= suffix
        && type_name.as_bytes()[type_name.len() - suffix..].eq_ignore_ascii_case(b"trigger")
}

/// Whether an extension bundle has to bring this type. The host itself knows only a few types
/// (H-DISC-56), so a type that the catalogue does not know needs one.
pub fn needs_bundle(type_name: &str) -> bool {
    lookup(type_name).is_none_or(|binding| binding.needs_bundle)
}

/// Whether this is the name of a type that exists or existed, whatever the case. Parses nothing.
pub fn is_known(type_name: &str) -> bool {
    every_name().any(|name| name.eq_ignore_ascii_case(type_name))
}

/// Where a type is in its life; `None` for one that is not known.
pub fn status(type_name: &str) -> Option<Status> {
    let known = lookup(type_name).map(|binding| binding.status);
    known.or_else(|| Some(other_type(type_name)?.status))
}

fn entry(type_name: &str) -> Option<&'static Entry> {
    ENTRIES
        .iter()
        .find(|entry| entry.name.eq_ignore_ascii_case(type_name))
}

/// Properties with their names, which a schema has as keys.
fn named<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Property>, D::Error> {
    let properties = BTreeMap::<String, Property>::deserialize(deserializer)?;
    let with_name = |(name, property)| Property { name, ..property };
    Ok(properties.into_iter().map(with_name).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_trigger_is_a_type_that_ends_with_trigger() {
        // H-DISC-51: whatever the case, known or not.
        assert!(is_trigger("KAFKATRIGGER") && is_trigger("trigger"));
        assert!(!is_trigger("queue") && !is_trigger("") && !is_trigger("ügger"));
    }

    #[test]
    fn names_are_found_whatever_the_case() {
        assert_eq!(lookup("QUEUETRIGGER").unwrap().name, "queueTrigger");
        assert_eq!(lookup("rabbitMqTrigger").unwrap().name, "rabbitMQTrigger");
        assert!(lookup("queueTriger").is_none());
        let queue = lookup("queue").unwrap();
        assert_eq!(queue.property("QUEUENAME").unwrap().name, "queueName");
    }

    #[test]
    fn an_alias_is_the_type_it_stands_for() {
        assert_eq!(lookup("ChatBotPost").unwrap().name, "assistantPost");
        for (alias, name) in ALIASES {
            assert_eq!(lookup(alias).unwrap().name, *name);
        }
    }

    #[test]
    fn types_without_a_schema_are_known_with_their_fate() {
        for other in OTHER_TYPES {
            assert!(is_known(other.name) && lookup(other.name).is_none());
            assert_eq!(status(&other.name.to_uppercase()), Some(other.status));
            assert!(other.replaced_by.is_none_or(|name| lookup(name).is_some()));
        }
        assert_eq!(status("documentdb"), Some(Status::Removed));
        assert_eq!(status("udfProperty"), Some(Status::Internal));
        assert_eq!(status("orchestrationClient"), Some(Status::Deprecated));
        assert_eq!(status("kusto"), Some(Status::Preview));
        assert_eq!(status("queueTriger"), None);
    }

    #[test]
    fn every_name_is_there_once() {
        let mut names: Vec<_> = every_name().map(str::to_lowercase).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        assert_eq!(count, 95 + ALIASES.len());
    }

    #[test]
    fn only_built_in_types_do_without_a_bundle() {
        let built_in = [
            "http",
            "httpTrigger",
            "timerTrigger",
            "manualTrigger",
            "warmupTrigger",
        ];
        for name in known_types() {
            assert_eq!(needs_bundle(name), !built_in.contains(name), "{name}");
        }
        assert!(
            needs_bundle("ownTrigger"),
            "H-DISC-56: unknown to the host itself"
        );
        assert!(!needs_bundle("HttpTrigger"));
    }

    #[test]
    fn annotations_are_read() {
        let queue = lookup("queueTrigger").unwrap();
        assert!(queue.needs_bundle && queue.needs_storage);
        assert_eq!(
            queue.default_connection.as_deref(),
            Some("AzureWebJobsStorage")
        );
        let name = queue.property("queueName").unwrap();
        assert!(name.percent && !name.app_setting && !name.deprecated);
        assert!(queue.property("connection").unwrap().app_setting);
        let metadata = queue.metadata.as_ref().unwrap();
        assert!(metadata.keys.contains(&"DequeueCount".to_owned()));
        assert!(!metadata.closed, "a JSON message brings its properties");
        let braces = |kind, name| lookup(kind).unwrap().property(name).unwrap().braces;
        assert_eq!(braces("queueTrigger", "queueName"), Braces::Text);
        assert_eq!(braces("queue", "queueName"), Braces::Tokens);
        assert_eq!(braces("blobTrigger", "path"), Braces::Captures);

        let cosmos = lookup("cosmosDB").unwrap();
        let old = cosmos.property("collectionName").unwrap();
        assert_eq!(old.renamed_to.as_deref(), Some("containerName"));
        assert_eq!(old.bundles, ["v2", "v3"]);
        assert_eq!(cosmos.property("sqlQuery").unwrap().applies_to, ["in"]);

        let kafka = lookup("kafkaTrigger").unwrap();
        let brokers = kafka.property("brokerList").unwrap();
        assert!(brokers.setting_or_text && !brokers.app_setting);
        assert!(kafka.retry && kafka.cardinality);
        let sql = lookup("sqlTrigger").unwrap();
        assert_eq!(sql.first_listed.get("v4").unwrap(), "4.13.2");
        assert!(!sql.first_listed.contains_key("v3"));
    }
}
