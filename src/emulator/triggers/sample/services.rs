//! Samples of real-time services, Dapr, Durable Functions, MCP and assistants.

use serde_json::{Map, Value as Json, json};

use super::values::text;
use super::{Known, Sample, values};
use crate::emulator::plan::Binding;

pub(super) fn sample(trigger: &Binding) -> Option<Sample> {
    let known: &[Known] = &[
        ("signalRTrigger", signal_r),
        ("webPubSubTrigger", web_pub_sub),
        ("socketIOTrigger", socket_io),
        ("daprServiceInvocationTrigger", dapr),
        ("daprBindingTrigger", dapr),
        ("daprTopicTrigger", dapr_topic),
        ("orchestrationTrigger", orchestration),
        ("activityTrigger", activity),
        ("entityTrigger", entity),
        ("mcpToolTrigger", mcp_tool),
        ("mcpPromptTrigger", mcp_prompt),
        ("mcpResourceTrigger", mcp_resource),
        ("assistantSkillTrigger", assistant_skill),
    ];
    let (_, make) = known.iter().find(|(kind, _)| trigger.is(kind))?;
    Some(make(trigger))
}

/// A value for each name that the binding lists, which are metadata too.
fn parameters(trigger: &Binding) -> Map<String, Json> {
    let names = trigger.property("parameterNames").and_then(Json::as_array);
    let names = names.into_iter().flatten().filter_map(Json::as_str);
    names
        .map(|name| (name.to_owned(), "sample".into()))
        .collect()
}

fn signal_r(trigger: &Binding) -> Sample {
    let parameters = parameters(trigger);
    let arguments: Vec<&Json> = parameters.values().collect();
    let value = json!({
        "Arguments": arguments,
        "Error": null,
        "Category": text(trigger, "category", "messages"),
        "Event": text(trigger, "event", "sendMessage"),
        "Hub": text(trigger, "hubName", "samples"),
        "ConnectionId": values::ID,
        "UserId": "sample",
        "Headers": {},
        "Query": {},
        "Claims": {},
    });
    Sample::new(value).with(Json::Object(parameters))
}

fn web_pub_sub(trigger: &Binding) -> Sample {
    let context = json!({
        "eventType": text(trigger, "eventType", "user"),
        "eventName": text(trigger, "eventName", "message"),
        "hub": text(trigger, "hub", "samples"),
        "connectionId": values::ID,
        "userId": "sample",
    });
    let metadata = json!({
        "connectionContext": context,
        "data": "sample",
        "dataType": "text",
    });
    Sample::new(metadata.clone()).with(metadata)
}

fn socket_io(trigger: &Binding) -> Sample {
    let parameters = parameters(trigger);
    let value = json!({
        "Namespace": text(trigger, "namespace", "/"),
        "SocketId": values::ID,
        "EventName": text(trigger, "eventName", "message"),
        "Parameters": parameters.values().collect::<Vec<_>>(),
    });
    Sample::new(value).with(Json::Object(parameters))
}

fn dapr(_: &Binding) -> Sample {
    Sample::new(values::order())
}

/// A cloud event, as Dapr wraps what is published.
fn dapr_topic(trigger: &Binding) -> Sample {
    Sample::new(json!({
        "id": values::ID,
        "source": "sample",
        "type": "com.dapr.event.sent",
        "specversion": "1.0",
        "datacontenttype": "application/json",
        "pubsubname": text(trigger, "pubSubName", "pubsub"),
        "topic": text(trigger, "topic", "samples"),
        "data": values::order(),
    }))
}

fn orchestration(trigger: &Binding) -> Sample {
    Sample::new(json!({
        "history": [{
            "EventType": 0,
            "EventId": -1,
            "IsPlayed": false,
            "Timestamp": values::TIME,
            "Name": text(trigger, "orchestration", "Sample"),
        }],
        "input": null,
        "instanceId": values::ID,
        "isReplaying": false,
        "parentInstanceId": null,
    }))
}

fn activity(_: &Binding) -> Sample {
    Sample::new("sample".into()).with(json!({ "instanceId": values::ID }))
}

fn entity(trigger: &Binding) -> Sample {
    Sample::new(json!({
        "self": { "name": text(trigger, "entityName", "sample"), "key": "1" },
        "exists": false,
        "state": null,
        "batch": [{ "name": "get", "signal": false, "input": null }],
    }))
}

/// `toolProperties` is JSON in a text: an array of objects with `propertyName`.
fn mcp_tool(trigger: &Binding) -> Sample {
    let name = text(trigger, "toolName", "sample");
    let arguments = named(trigger, "toolProperties", "propertyName");
    let value = json!({
        "name": name,
        "arguments": arguments,
        "sessionid": values::ID,
        "transport": { "name": "http-sse" },
    });
    Sample::new(value).with(json!({
        "mcptoolargs": arguments,
        "mcpsessionid": values::ID,
    }))
}

fn mcp_prompt(trigger: &Binding) -> Sample {
    let arguments = named(trigger, "promptArguments", "name");
    let value = json!({
        "name": text(trigger, "promptName", "sample"),
        "arguments": arguments,
        "sessionid": values::ID,
    });
    Sample::new(value).with(json!({
        "mcppromptargs": arguments,
        "mcpsessionid": values::ID,
    }))
}

fn mcp_resource(trigger: &Binding) -> Sample {
    let uri = text(trigger, "uri", "file://sample.txt");
    let value = json!({ "uri": uri, "sessionid": values::ID });
    Sample::new(value).with(json!({
        "mcpresourceuri": uri,
        "mcpsessionid": values::ID,
    }))
}

fn assistant_skill(_: &Binding) -> Sample {
    Sample::new("sample".into())
}

/// A value for each argument that a property describes, by its JSON type.
fn named(trigger: &Binding, property: &str, name: &str) -> Map<String, Json> {
    let written = trigger.property(property).cloned().unwrap_or_default();
    let described = match &written {
        Json::String(text) => serde_json::from_str(text).unwrap_or_default(),
        other => other.clone(),
    };
    let described = described.as_array().into_iter().flatten();
    let argument = |argument: &Json| {
        let name = argument.get(name)?.as_str()?.to_owned();
        let kind = argument.get("propertyType").and_then(Json::as_str);
        Some((name, of_type(kind.unwrap_or("string"))))
    };
    described.filter_map(argument).collect()
}

fn of_type(kind: &str) -> Json {
    match kind {
        "integer" | "number" => json!(1),
        "boolean" => json!(true),
        "array" => json!([]),
        "object" => json!({}),
        _ => json!("sample"),
    }
}
