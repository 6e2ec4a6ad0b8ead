//! Builds `schemas/function.json` from the files in `schemas/bindings`.
//!
//! It exists in tests only: the test below compares the committed file with what is built, and
//! writes it when `FCH_BLESS=1`.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::{ALIASES, known_types};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("schemas")
}

fn read(name: &str) -> Value {
    let text = std::fs::read_to_string(folder().join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The whole function.json schema in one document, so that an editor needs one address only.
fn build() -> Value {
    let mut common = read("bindings/_common.json");
    let mut definitions = common["definitions"].take();
    for name in known_types() {
        definitions[*name] = closed(read(&format!("bindings/{name}.json")), &common);
    }
    definitions["binding"] = binding(common);
    definitions["otherSpelling"] = json!({
        "description": "A type that is not written in its usual case.",
        "not": { "enum": names(known_types()) },
        "x-expected": "a type in another case",
    });
    definitions["retry"] = retry();
    let mut schema = root();
    schema["definitions"] = definitions;
    local_references(&mut schema);
    schema
}

/// One binding type, closed: its own members, the common ones, and nothing else.
fn closed(mut schema: Value, common: &Value) -> Value {
    let directions = match &schema["x-directions"] {
        listed if *listed == json!(["in"]) => "directionIn",
        listed if *listed == json!(["out"]) => "directionOut",
        listed if *listed == json!(["in", "out"]) => "directionInOrOut",
        _ => "directionAny",
    };
    let object = schema.as_object_mut().unwrap();
    // Said once, by the definition `binding`.
    object.remove("$schema");
    object.remove("type");
    let properties = object["properties"].as_object_mut().unwrap();
    for name in common["properties"].as_object().unwrap().keys() {
        properties.insert(name.clone(), json!(true));
    }
    let direction = format!("#/definitions/{directions}");
    properties.insert("direction".into(), json!({ "$ref": direction }));
    object.entry("additionalProperties").or_insert(json!(false));
    schema
}

/// Any binding: the common rules, then the rules of its type. Each type has an `if` of its own
/// and there is no `oneOf`, so that an error points at the property that is wrong.
fn binding(mut common: Value) -> Value {
    let rules = |name: &&str| {
        let definition = format!("#/definitions/{name}");
        json!({ "if": is_one_of(&names(&[name])), "then": { "$ref": definition } })
    };
    let mut dispatch: Vec<Value> = known_types().iter().map(rules).collect();
    // Known types say which directions they have; the others may have any.
    let direction = common["properties"]["direction"].take();
    dispatch.push(json!({
        "if": is_one_of(&names(known_types())),
        "else": { "properties": { "direction": direction } },
    }));
    common["properties"]["direction"] = json!(true);
    common["allOf"] = json!(dispatch);
    common["properties"]["type"]["examples"] = json!(known_types());
    let object = common.as_object_mut().unwrap();
    object.remove("$schema");
    object.remove("definitions");
    common
}

/// These types and their aliases.
fn names<'a>(types: &[&'a str]) -> Vec<&'a str> {
    let aliases = ALIASES.iter().filter(|(_, name)| types.contains(name));
    let aliases = aliases.map(|(alias, _)| *alias);
    types.iter().copied().chain(aliases).collect()
}

/// A binding whose type is one of these, in any case. The usual spellings and the length come
/// first: a validator compiles a pattern only when it gets that far, and that is what costs.
fn is_one_of(names: &[&str]) -> Value {
    let patterns: Vec<String> = names.iter().map(|name| ignoring_case(name)).collect();
    let lengths = || names.iter().map(|name| name.len());
    let length = json!({ "minLength": lengths().min(), "maxLength": lengths().max() });
    let pattern = json!({ "type": "string", "pattern": patterns.join("|") });
    json!({
        "type": "object",
        "required": ["type"],
        "properties": { "type": { "anyOf": [
            { "enum": names },
            { "allOf": [length, { "$ref": "#/definitions/otherSpelling" }, pattern] },
        ] } },
    })
}

fn ignoring_case(word: &str) -> String {
    let letter = |c: char| format!("[{}{}]", c.to_ascii_lowercase(), c.to_ascii_uppercase());
    format!("^{}$", word.chars().map(letter).collect::<String>())
}

/// One of two words in any case; the `enum` is there for editors to complete.
fn either(words: [&str; 2]) -> Value {
    let pattern = words.map(ignoring_case).join("|");
    json!([{ "enum": words }, { "type": "string", "pattern": pattern }])
}

/// The retry policy: H-DISC-67 to H-DISC-70.
fn retry() -> Value {
    let interval = |description: &str| json!({ "$ref": "#/definitions/retryInterval", "description": description });
    let strategies = ["fixedDelay", "exponentialBackoff"];
    let fixed = ignoring_case(strategies[0]);
    json!({
        "description": "How often a failed run is repeated, and how long the host waits before that. Only timer, Event Hubs, Cosmos DB and Kafka triggers should have one.",
        "type": "object",
        "x-expected": "an object with `strategy` and `maxRetryCount`",
        "required": ["maxRetryCount"],
        "properties": {
            "strategy": {
                "description": "The same pause every time, or a growing one.",
                "anyOf": either(strategies),
                "default": "exponentialBackoff",
                "x-expected": "`fixedDelay` or `exponentialBackoff`",
            },
            "maxRetryCount": {
                "description": "How many times; -1 is without end.",
                "type": ["integer", "string"],
                "minimum": -1,
                "pattern": "^ *(?:-0*1|[+]?[0-9]+) *$",
                "x-expected": "a whole number, or `-1` for no limit",
            },
            "delayInterval": interval("The pause; needed for `fixedDelay`."),
            "minimumInterval": interval("The first pause; needed for `exponentialBackoff`."),
            "maximumInterval": interval("The longest pause; needed for `exponentialBackoff`."),
        },
        "additionalProperties": false,
        "if": {
            "required": ["strategy"],
            "properties": { "strategy": { "type": "string", "pattern": fixed } },
        },
        "then": { "required": ["delayInterval"] },
        "else": { "required": ["minimumInterval", "maximumInterval"] },
    })
}

fn root() -> Value {
    let ignored = |description: &str| json!({ "description": description, "x-deprecated": true });
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "function.json of an Azure function",
        "description": "What triggers a function, and which data goes in and out. The folder with this file is the function, and its name is the function's name.",
        "type": "object",
        "x-expected": "an object with `bindings`",
        "required": ["bindings"],
        "properties": {
            "$schema": {
                "description": "Address of the schema, for editors. The host ignores it.",
                "type": "string",
                "x-expected": "text",
            },
            "bindings": {
                "description": "The one trigger of the function, and its other inputs and outputs.",
                "type": "array",
                "minItems": 1,
                "items": { "$ref": "#/definitions/binding" },
                "x-expected": "a list with at least the trigger",
            },
            "retry": { "$ref": "#/definitions/retry" },
            "scriptFile": {
                "description": "File with the code, relative to this folder. A custom handler needs none, but when one is named it must exist.",
                "type": ["string", "null"],
                "x-expected": "a file name",
            },
            "entryPoint": {
                "description": "Function in the script file. Custom handlers ignore it.",
                "type": ["string", "null"],
                "x-expected": "text",
            },
            "configurationSource": {
                "description": "Written by .NET builds: whether the bindings come from this file or from attributes in the code.",
                "anyOf": either(["config", "attributes"]),
                "x-expected": "`config` or `attributes`",
            },
            "generatedBy": { "description": "Written by build tools; the host ignores it." },
            "language": { "description": "Internal; leave it out." },
            "functionDirectory": { "description": "Internal; leave it out." },
            "disabled": ignored("Not read since runtime 2. Set the app setting `AzureWebJobs.<function>.Disabled` instead."),
            "excluded": ignored("Not read since runtime 2."),
        },
    })
}

/// In the bundle, everything that `_common.json` defines is at home.
fn local_references(value: &mut Value) {
    match value {
        Value::Object(object) => references_of(object),
        Value::Array(items) => items.iter_mut().for_each(local_references),
        _ => {}
    }
}

fn references_of(object: &mut Map<String, Value>) {
    if let Some(Value::String(reference)) = object.get_mut("$ref") {
        *reference = reference.replace("_common.json#", "#");
    }
    object.values_mut().for_each(local_references);
}

/// JSON text with everything on one line that fits there: the schema has many small parts.
fn printed(value: &Value, indent: usize) -> String {
    const WIDTH: usize = 100;
    let compact = value.to_string();
    if indent + compact.len() <= WIDTH {
        return compact;
    }
    let below = indent + 2;
    let (open, close, parts): (_, _, Vec<String>) = match value {
        Value::Object(object) => {
            let member = |(key, value)| format!("{}: {}", json!(key), printed(value, below));
            ('{', '}', object.iter().map(member).collect())
        }
        Value::Array(items) => {
            let item = |item| printed(item, below);
            ('[', ']', items.iter().map(item).collect())
        }
        _ => return compact,
    };
    let separator = format!(",\n{:below$}", "");
    let parts = parts.join(&separator);
    format!("{open}\n{:below$}{parts}\n{:indent$}{close}", "", "")
}

#[test]
fn the_committed_function_schema_is_up_to_date() {
    let built = build();
    let file = folder().join("function.json");
    if std::env::var_os("FCH_BLESS").is_some_and(|value| value == "1") {
        std::fs::write(&file, printed(&built, 0) + "\n").unwrap();
    }
    assert_eq!(
        read("function.json"),
        built,
        "schemas/function.json is stale; run the tests with FCH_BLESS=1"
    );
}
