//! Tables and their entities, as JSON.

use hyper::Method;
use serde_json::{Map, Value, json};

use super::address::{self, Service};
use super::entity;
use super::error;
use super::http::Http;
use super::request::{Request, Response};
use crate::emulator::storage::{ErrorKind, Query, StorageError, names};

/// The most entities in one answer.
const PAGE: usize = 1000;

/// With types, so that a 64-bit integer is not taken for text.
const WITH_TYPES: &str = "application/json;odata=minimalmetadata";

/// One entity.
type Entity = Map<String, Value>;

fn request(method: Method, path: String, table: &str, what: &str) -> Request {
    let what = format!("{what} table `{table}`");
    Request::new(Service::Table, method, path, what)
        .header("accept", WITH_TYPES)
        .header("dataserviceversion", "3.0;NetFx")
        .header("maxdataserviceversion", "3.0;NetFx")
}

fn post(path: String, table: &str, what: &str, body: &Value) -> Request {
    request(Method::POST, path, table, what)
        .header("content-type", "application/json")
        .header("prefer", "return-no-content")
        .body(body.to_string())
}

/// Makes a table; one that is there already is fine.
pub async fn create(http: &Http, table: &str) -> Result<(), StorageError> {
    names::table(table)?;
    let request = post(
        "/Tables".into(),
        table,
        "create",
        &json!({"TableName": table}),
    );
    match http.call(&request).await {
        Err(error) if error.kind != ErrorKind::Conflict => Err(error),
        _ => Ok(()),
    }
}

/// Adds an entity.
pub async fn insert(http: &Http, table: &str, entity: Entity) -> Result<(), StorageError> {
    let wire = entity::to_wire(entity)
        .map_err(|why| error::invalid(format!("cannot add an entity to table `{table}`: {why}")))?;
    let path = address::table(table)?;
    let request = post(path, table, "add an entity to", &Value::Object(wire));
    http.call(&request).await.map(drop)
}

/// Reads one entity; `None` when it, or its table, is not there.
pub async fn get(
    http: &Http,
    table: &str,
    partition: &str,
    row: &str,
) -> Result<Option<Entity>, StorageError> {
    let path = address::entity(table, partition, row)?;
    let request = request(Method::GET, path, table, "read an entity of");
    let response = match http.call(&request).await {
        Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
        answer => answer?,
    };
    let read = serde_json::from_slice(&response.body);
    let wire = read.map_err(|why| request.nonsense(&why.to_string()))?;
    Ok(Some(entity::from_wire(wire)))
}

/// Reads the entities that match, in key order, page by page.
pub async fn query(http: &Http, table: &str, query: &Query) -> Result<Vec<Entity>, StorageError> {
    let wanted = query.take.unwrap_or(usize::MAX);
    let mut found = Vec::new();
    let mut from = Vec::new();
    while found.len() < wanted {
        let request = page(table, query, wanted - found.len(), from)?;
        let response = http.call(&request).await?;
        found.extend(entities(&request, &response)?);
        from = continuation(&response);
        if from.is_empty() {
            break;
        }
    }
    found.truncate(wanted);
    Ok(found)
}

fn page(
    table: &str,
    query: &Query,
    top: usize,
    from: Vec<(&'static str, String)>,
) -> Result<Request, StorageError> {
    let path = address::table(table)? + "()";
    let mut request = request(Method::GET, path, table, "query");
    if let Some(filter) = filter(query) {
        request = request.query("$filter", filter);
    }
    request = request.query("$top", top.min(PAGE).to_string());
    request.query.extend(from);
    Ok(request)
}

/// Partition and filter in one.
fn filter(query: &Query) -> Option<String> {
    let own = query
        .filter
        .as_deref()
        .filter(|filter| !filter.trim().is_empty());
    let partition = query.partition.as_deref();
    let partition = partition.map(|key| format!("PartitionKey eq '{}'", key.replace('\'', "''")));
    match (partition, own) {
        (Some(partition), Some(own)) => Some(format!("{partition} and ({own})")),
        (Some(partition), None) => Some(partition),
        (None, own) => own.map(str::to_owned),
    }
}

fn entities(request: &Request, response: &Response) -> Result<Vec<Entity>, StorageError> {
    let read = serde_json::from_slice::<Value>(&response.body);
    let body = read.map_err(|why| request.nonsense(&why.to_string()))?;
    let Value::Object(mut body) = body else {
        return Err(request.nonsense("it is no object"));
    };
    let Some(Value::Array(list)) = body.remove("value") else {
        return Err(request.nonsense("it has no list of entities"));
    };
    let entity = |value| match value {
        Value::Object(wire) => Ok(entity::from_wire(wire)),
        _ => Err(request.nonsense("an entity is no object")),
    };
    list.into_iter().map(entity).collect()
}

/// Where the next page begins, as query; empty on the last one.
fn continuation(response: &Response) -> Vec<(&'static str, String)> {
    let names = [
        ("NextPartitionKey", "x-ms-continuation-nextpartitionkey"),
        ("NextRowKey", "x-ms-continuation-nextrowkey"),
    ];
    let pair = |(name, header)| Some((name, response.header(header)?.to_owned()));
    names.into_iter().filter_map(pair).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn filters() {
        let query = |partition: Option<&str>, own: Option<&str>| Query {
            partition: partition.map(str::to_owned),
            filter: own.map(str::to_owned),
            take: None,
        };
        assert_eq!(filter(&query(None, None)), None);
        assert_eq!(filter(&query(None, Some(" "))), None);
        assert_eq!(filter(&query(None, Some("A eq 1"))).unwrap(), "A eq 1");
        assert_eq!(
            filter(&query(Some("o'x"), None)).unwrap(),
            "PartitionKey eq 'o''x'"
        );
        assert_eq!(
            filter(&query(Some("p"), Some("A eq 1 or B eq 2"))).unwrap(),
            "PartitionKey eq 'p' and (A eq 1 or B eq 2)"
        );
    }
}
