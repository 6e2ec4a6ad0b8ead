//! Samples of what databases and Azure itself report: Event Grid, Cosmos DB, SQL.

use serde_json::{Value as Json, json};

use super::{Known, Sample, values};
use crate::emulator::plan::Binding;

pub(super) fn sample(trigger: &Binding) -> Option<Sample> {
    let known: &[Known] = &[
        ("eventGridTrigger", event_grid),
        ("cosmosDBTrigger", cosmos_db),
        ("cosmosDBMongoTrigger", cosmos_db),
        ("sqlTrigger", sql),
        ("mysqlTrigger", sql),
        ("warmupTrigger", warmup),
        ("manualTrigger", manual),
        ("apiHubFileTrigger", file),
        ("externalFileTrigger", file),
        ("graphWebhookTrigger", graph),
        ("authenticationEventsTrigger", authentication),
    ];
    let (_, make) = known.iter().find(|(kind, _)| trigger.is(kind))?;
    Some(make(trigger))
}

/// In the Event Grid schema; the payload is metadata too (H-REQ-50).
fn event_grid(_: &Binding) -> Sample {
    let data = json!({
        "api": "PutBlob",
        "contentType": "text/plain",
        "contentLength": 29,
        "blobType": "BlockBlob",
        "url": "https://samples.blob.core.windows.net/samples/sample.txt",
    });
    let event = json!({
        "id": values::ID,
        "topic": "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/samples\
                  /providers/Microsoft.Storage/storageAccounts/samples",
        "subject": "/blobServices/default/containers/samples/blobs/sample.txt",
        "eventType": "Microsoft.Storage.BlobCreated",
        "eventTime": values::TIME,
        "data": data,
        "dataVersion": "",
        "metadataVersion": "1",
    });
    Sample::new(event).with(json!({ "data": data }))
}

/// An array of documents, even with one (H-REQ-49).
fn cosmos_db(_: &Binding) -> Sample {
    Sample::new(json!([{
        "id": "1",
        "name": "sample",
        "_rid": "pTlAALj3mQABAAAAAAAAAA==",
        "_etag": "\"00000000-0000-0000-0000-000000000000\"",
        "_ts": 1_768_465_800,
    }]))
}

/// Changed rows: operation 0 is an insert, 1 an update, 2 a delete.
fn sql(_: &Binding) -> Sample {
    Sample::new(json!([{ "Operation": 0, "Item": { "Id": 1, "Name": "sample" } }]))
}

fn warmup(_: &Binding) -> Sample {
    Sample::new(json!({}))
}

fn manual(_: &Binding) -> Sample {
    Sample::new("sample".into())
}

fn file(_: &Binding) -> Sample {
    Sample::new("The content of a sample file.".into()).with(json!({ "name": "sample.txt" }))
}

fn graph(trigger: &Binding) -> Sample {
    let kind = trigger
        .text("resourceType")
        .unwrap_or("#Microsoft.Graph.Message");
    Sample::new(json!({ "@odata.type": kind, "id": values::ID, "subject": "sample" }))
}

fn authentication(_: &Binding) -> Sample {
    let context: Json = json!({
        "correlationId": values::ID,
        "protocol": "OAUTH2.0",
        "user": { "displayName": "Sample User", "userPrincipalName": "sample@example.com" },
    });
    Sample::new(json!({
        "type": "microsoft.graph.authenticationEvent.tokenIssuanceStart",
        "source": "/tenants/00000000-0000-0000-0000-000000000000/applications/sample",
        "data": {
            "@odata.type": "microsoft.graph.onTokenIssuanceStartCalloutData",
            "authenticationContext": context,
        },
    }))
}
