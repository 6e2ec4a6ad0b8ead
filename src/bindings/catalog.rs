//! The catalogue of binding types, read from `schemas/bindings` at the first look at a type.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::WITHOUT_SCHEMA;

/// The facts about one binding type.
#[derive(Debug)]
pub struct BindingType {
    /// The name in its canonical spelling; the host ignores case (H-DISC-50).
    pub name: &'static str,
    /// Whether an extension bundle has to bring it (H-DISC-56).
    pub needs_bundle: bool,
    /// The setting that is read when the connection property is left out.
    pub default_connection: Option<String>,
    /// Its own properties, without those that every binding has.
    pub properties: Vec<Property>,
}

impl BindingType {
    /// The property of this name, whatever the case (H-DISC-44).
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties
            .iter()
            .find(|property| property.name.eq_ignore_ascii_case(name))
    }
}

/// The facts about one property of a binding type.
#[derive(Debug)]
pub struct Property {
    /// The name in its canonical spelling.
    pub name: String,
    /// Whether the value is the *name* of an app setting.
    pub app_setting: bool,
    /// Whether `%NAME%` is replaced by an app setting (H-DISC-58).
    pub percent: bool,
    /// The bundle majors (`v2`, `v3`, `v4`) that know the property; empty means all of them.
    pub bundles: Vec<String>,
    /// The name it has in newer bundles.
    pub renamed_to: Option<String>,
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
}

/// The binding types that the catalogue knows, in canonical spelling. Parses nothing.
pub fn known_types() -> &'static [&'static str] {
    NAMES
}

/// The facts about a binding type, whatever the case of its name; `None` for a type that the
/// catalogue does not know. The schema of the type is parsed the first time it is asked for.
pub fn lookup(type_name: &str) -> Option<&'static BindingType> {
    let entry = entry(type_name)?;
    entry
        .parsed
        .get_or_init(|| parse(entry.name, entry.schema))
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

/// Whether the host or its extension bundle bring this type.
pub fn is_known(type_name: &str) -> bool {
    let mut others = WITHOUT_SCHEMA.iter();
    lookup(type_name).is_some() || others.any(|other| other.eq_ignore_ascii_case(type_name))
}

fn entry(type_name: &str) -> Option<&'static Entry> {
    ENTRIES
        .iter()
        .find(|entry| entry.name.eq_ignore_ascii_case(type_name))
}

/// The root of a schema file, as far as anything here needs it. The schema says more, for
/// editors and for what is still to come.
#[derive(Deserialize)]
struct Schema {
    #[serde(rename = "x-bundle")]
    bundle: bool,
    #[serde(rename = "x-default-connection")]
    default_connection: Option<String>,
    #[serde(default)]
    properties: BTreeMap<String, Annotations>,
}

/// What a schema file says about a property beside its type.
#[derive(Deserialize)]
struct Annotations {
    #[serde(rename = "x-app-setting", default)]
    app_setting: bool,
    #[serde(rename = "x-percent", default)]
    percent: bool,
    #[serde(rename = "x-bundles", default)]
    bundles: Vec<String>,
    #[serde(rename = "x-renamed-to")]
    renamed_to: Option<String>,
}

fn parse(name: &'static str, schema: &str) -> Option<BindingType> {
    let schema: Schema = serde_json::from_str(schema).ok()?;
    let property = |(name, annotations): (String, Annotations)| Property {
        name,
        app_setting: annotations.app_setting,
        percent: annotations.percent,
        bundles: annotations.bundles,
        renamed_to: annotations.renamed_to,
    };
    Some(BindingType {
        name,
        needs_bundle: schema.bundle,
        default_connection: schema.default_connection,
        properties: schema.properties.into_iter().map(property).collect(),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::collections::BTreeSet;
    use std::path::Path;

    fn schema(name: &str) -> Value {
        serde_json::from_str(entry(name).unwrap().schema).unwrap()
    }

    #[test]
    fn every_schema_file_is_registered() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/bindings");
        let files: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "_common.json")
            .collect();
        let registered = known_types().iter().map(|name| format!("{name}.json"));
        assert_eq!(files, registered.collect());
    }

    #[test]
    fn every_type_parses_and_its_title_is_its_name() {
        for name in known_types() {
            assert!(lookup(name).is_some(), "{name}");
            let schema = schema(name);
            assert_eq!(schema["title"], *name);
            for list in ["x-kinds", "x-directions"] {
                assert!(
                    !schema[list].as_array().unwrap().is_empty(),
                    "{name} {list}"
                );
            }
            assert!(schema["description"].is_string(), "{name}");
            for (key, property) in schema["properties"].as_object().into_iter().flatten() {
                assert!(property["description"].is_string(), "{name}.{key}");
            }
        }
    }

    #[test]
    fn a_trigger_is_a_type_that_ends_with_trigger() {
        for name in known_types() {
            let kinds = schema(name)["x-kinds"].clone();
            let trigger = kinds.as_array().unwrap().contains(&"trigger".into());
            assert_eq!(is_trigger(name), trigger, "{name}");
        }
        // H-DISC-51: whatever the case, known or not.
        assert!(is_trigger("KAFKATRIGGER") && is_trigger("trigger"));
        assert!(!is_trigger("queue") && !is_trigger("") && !is_trigger("ügger"));
    }

    #[test]
    fn names_are_found_whatever_the_case() {
        assert_eq!(lookup("QUEUETRIGGER").unwrap().name, "queueTrigger");
        assert_eq!(lookup("cosmosdb").unwrap().name, "cosmosDB");
        assert!(lookup("queueTriger").is_none());
        let queue = lookup("queue").unwrap();
        assert_eq!(queue.property("QUEUENAME").unwrap().name, "queueName");
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
            needs_bundle("kafkaTrigger"),
            "H-DISC-56: unknown to the host itself"
        );
        assert!(!needs_bundle("HttpTrigger"));
    }

    #[test]
    fn annotations_are_read() {
        let queue = lookup("queueTrigger").unwrap();
        assert!(queue.needs_bundle);
        assert_eq!(
            queue.default_connection.as_deref(),
            Some("AzureWebJobsStorage")
        );
        let name = queue.property("queueName").unwrap();
        assert!(name.percent && !name.app_setting);
        assert!(queue.property("connection").unwrap().app_setting);

        let old = lookup("cosmosDB")
            .unwrap()
            .property("collectionName")
            .unwrap();
        assert_eq!(old.renamed_to.as_deref(), Some("containerName"));
        assert_eq!(old.bundles, ["v2", "v3"]);
    }

    #[test]
    fn a_new_name_exists_where_an_old_one_points_to_it() {
        for binding in known_types().iter().filter_map(|name| lookup(name)) {
            for property in &binding.properties {
                if let Some(new) = &property.renamed_to {
                    assert!(binding.property(new).is_some(), "{}.{new}", binding.name);
                }
            }
        }
    }
}
