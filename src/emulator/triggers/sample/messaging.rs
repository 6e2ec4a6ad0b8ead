//! Samples of messages and events: Service Bus, Event Hubs, Kafka, RabbitMQ, Redis.

use serde_json::{Value as Json, json};

use super::values::text;
use super::{BatchNames, Known, Sample, values};
use crate::emulator::plan::Binding;

pub(super) fn sample(trigger: &Binding) -> Option<Sample> {
    let known: &[Known] = &[
        ("serviceBusTrigger", service_bus),
        ("eventHubTrigger", event_hub),
        ("kafkaTrigger", kafka),
        ("rabbitMQTrigger", rabbit_mq),
        ("redisPubSubTrigger", redis_pub_sub),
        ("redisListTrigger", redis_list),
        ("redisStreamTrigger", redis_stream),
    ];
    let (_, make) = known.iter().find(|(kind, _)| trigger.is(kind))?;
    Some(make(trigger))
}

/// H-REQ-48. What a handler cannot use, such as `MessageReceiver`, is left out.
fn service_bus(trigger: &Binding) -> Sample {
    let sessions = trigger.property("isSessionsEnabled") == Some(&Json::Bool(true));
    let session = if sessions {
        json!("session-1")
    } else {
        Json::Null
    };
    let metadata = json!({
        "DeliveryCount": 1,
        "LockToken": values::ID,
        "ExpiresAtUtc": "2026-01-29T08:30:00Z",
        "ExpiresAt": "2026-01-29T08:30:00Z",
        "EnqueuedTimeUtc": values::TIME,
        "EnqueuedTime": values::TIME,
        "MessageId": values::ID.replace('-', ""),
        "ContentType": "application/json",
        "SequenceNumber": 1,
        "Subject": "sample",
        "Label": "sample",
        "CorrelationId": values::ID,
        "ApplicationProperties": {},
        "UserProperties": {},
        "SessionId": session,
    });
    Sample::new(values::order())
        .with(without_nulls(metadata))
        .named(BatchNames::Arrays(&[]))
}

/// H-REQ-47.
fn event_hub(trigger: &Binding) -> Sample {
    let context = json!({
        "PartitionId": "0",
        "EventHubName": text(trigger, "eventHubName", "samples"),
        "ConsumerGroup": text(trigger, "consumerGroup", "$Default"),
        "FullyQualifiedNamespace": "samples.servicebus.windows.net",
    });
    let metadata = json!({
        "TriggerPartitionContext": context,
        "PartitionContext": context,
        "PartitionKey": "sample",
        "Offset": 0,
        "OffsetString": "0",
        "SequenceNumber": 0,
        "EnqueuedTimeUtc": values::TIME,
        "Properties": {},
        "SystemProperties": {
            "SequenceNumber": 0,
            "Offset": 0,
            "PartitionKey": "sample",
            "EnqueuedTimeUtc": values::TIME,
        },
    });
    Sample::new(values::order())
        .with(metadata)
        .named(BatchNames::Arrays(&[
            "TriggerPartitionContext",
            "PartitionContext",
        ]))
}

/// The value is the event as the extension shows it, with the message as text in it.
fn kafka(trigger: &Binding) -> Sample {
    let topic = text(trigger, "topic", "samples");
    let value = json!({
        "Offset": 0,
        "Partition": 0,
        "Topic": topic,
        "Timestamp": values::TIME,
        "Value": values::order().to_string(),
        "Key": "sample",
        "Headers": [],
    });
    let metadata = json!({
        "Key": "sample",
        "Partition": 0,
        "Topic": topic,
        "Timestamp": values::TIME,
        "Offset": 0,
        "Headers": [],
    });
    Sample::new(value)
        .with(metadata)
        .named(BatchNames::Arrays(&[]))
}

fn rabbit_mq(trigger: &Binding) -> Sample {
    let queue = text(trigger, "queueName", "samples");
    Sample::new(values::order()).with(json!({
        "ConsumerTag": "amq.ctag-sample",
        "DeliveryTag": 1,
        "Redelivered": false,
        "Exchange": "",
        "RoutingKey": queue,
        "BasicProperties": { "ContentType": "application/json" },
    }))
}

fn redis_pub_sub(trigger: &Binding) -> Sample {
    let channel = text(trigger, "channel", "samples");
    let message = values::order().to_string();
    let value = json!({
        "SubscriptionChannel": channel,
        "Channel": channel,
        "Message": message,
    });
    Sample::new(value.clone()).with(value)
}

fn redis_list(trigger: &Binding) -> Sample {
    let key = text(trigger, "key", "samples");
    let message = values::order().to_string();
    Sample::new(values::order())
        .with(json!({ "Key": key, "Value": message }))
        .named(BatchNames::Only(&["Key"]))
}

fn redis_stream(trigger: &Binding) -> Sample {
    let value = json!({
        "Id": "1768465800000-0",
        "Values": { "name": "sample" },
    });
    let key = json!({ "Key": text(trigger, "key", "samples") });
    Sample::new(value.clone())
        .with(key)
        .with(value)
        .named(BatchNames::Only(&["Key"]))
}

fn without_nulls(value: Json) -> Json {
    match value {
        Json::Object(members) => members.into_iter().filter(|(_, v)| !v.is_null()).collect(),
        other => other,
    }
}
