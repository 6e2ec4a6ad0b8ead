//! The JSON that the host sends for an invocation, and the JSON that it wants back.
#![allow(dead_code)] // which parts an app needs depends on its triggers

use serde_json::{Map, Value};

/// What the host sends: the data of the trigger and of the input bindings, by binding name.
pub struct Invocation {
    data: Map<String, Value>,
    metadata: Map<String, Value>,
}

impl Invocation {
    /// Reads the body of the host's request.
    pub fn parse(body: &[u8]) -> Result<Self, String> {
        let mut envelope: Map<String, Value> = serde_json::from_slice(body)
            .map_err(|error| format!("the body is not an invocation: {error}"))?;
        let Some(Value::Object(data)) = envelope.remove("Data") else {
            return Err("the body is not an invocation: `Data` is not an object".to_owned());
        };
        let metadata = match envelope.remove("Metadata") {
            Some(Value::Object(metadata)) => metadata,
            _ => Map::new(),
        };
        Ok(Invocation { data, metadata })
    }

    /// The HTTP request of the trigger binding `name`.
    pub fn http(&self, name: &str) -> Result<HttpRequest<'_>, String> {
        match self.data.get(name) {
            Some(Value::Object(request)) => Ok(HttpRequest(request)),
            _ => Err(format!("`Data.{name}` is not an HTTP request")),
        }
    }

    /// The text of the binding `name`, such as a queue message or a blob. Bytes are base64 text.
    pub fn text(&self, name: &str) -> Result<String, String> {
        let value = self.data.get(name);
        value.map(text).ok_or(format!("`Data.{name}` is missing"))
    }

    /// The JSON value of the binding `name`, such as a timer's state or a JSON queue message.
    pub fn json(&self, name: &str) -> Result<Value, String> {
        serde_json::from_str(&self.text(name)?)
            .map_err(|error| format!("`Data.{name}` is not JSON: {error}"))
    }

    /// What else the host knows about the event, such as `DequeueCount`, as text.
    pub fn metadata(&self, name: &str) -> Option<String> {
        self.metadata.get(name).map(text)
    }
}

/// The host writes what is not an object as a JSON string that holds JSON: `hi` is `"\"hi\""`.
fn text(value: &Value) -> String {
    match value {
        Value::String(json) => serde_json::from_str(json).unwrap_or_else(|_| json.clone()),
        other => other.to_string(),
    }
}

/// The request of whoever called the function's URL.
pub struct HttpRequest<'a>(&'a Map<String, Value>);

impl HttpRequest<'_> {
    /// `GET`, `POST` and so on.
    pub fn method(&self) -> &str {
        self.text("Method")
    }

    /// The whole URL. It may hold a function key: do not log it.
    pub fn url(&self) -> &str {
        self.text("Url")
    }

    /// The body; base64 text when the caller sent `application/octet-stream` or `multipart/...`.
    pub fn body(&self) -> &str {
        self.text("Body")
    }

    /// A value of the query string.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.0.get("Query")?.get(name)?.as_str()
    }

    /// A value of a `{name}` in the function's route.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.0.get("Params")?.get(name)?.as_str()
    }

    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let headers = self.0.get("Headers")?.as_object()?;
        let is_it = |key: &str| key.eq_ignore_ascii_case(name);
        let (_, values) = headers.iter().find(|(key, _)| is_it(key))?;
        values.get(0)?.as_str()
    }

    fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }
}

/// What a function gives back: values for its output bindings, and lines for its log.
#[derive(Default)]
pub struct Outcome {
    outputs: Map<String, Value>,
    logs: Vec<Value>,
    return_value: Value,
}

impl Outcome {
    /// Sets the output binding `name`. The host reads text that could be base64, such as `test`,
    /// as base64: prefer JSON objects.
    pub fn output(&mut self, name: &str, value: impl Into<Value>) {
        self.outputs.insert(name.to_owned(), value.into());
    }

    /// Sets the HTTP response `name`: text as it is, everything else as JSON.
    pub fn http(&mut self, name: &str, status: u16, body: impl Into<Value>) {
        let body = body.into();
        let content_type = if body.is_string() {
            "text/plain"
        } else {
            "application/json"
        };
        let response = serde_json::json!({
            "statusCode": status,
            "headers": { "Content-Type": content_type },
            "body": body,
        });
        self.output(name, response);
    }

    /// Adds a line to the log of this invocation.
    pub fn log(&mut self, line: impl Into<String>) {
        self.logs.push(Value::String(line.into()));
    }

    /// Sets the answer of a function that is called for one, such as a tool, and the value of an
    /// output binding that is named `$return`.
    pub fn return_value(&mut self, value: impl Into<Value>) {
        self.return_value = value.into();
    }

    /// The JSON for the host.
    pub fn into_json(self) -> Value {
        serde_json::json!({
            "Outputs": self.outputs,
            "Logs": self.logs,
            "ReturnValue": self.return_value,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invocation() -> Invocation {
        let body = r#"{
            "Data": { "item": "\"hi ü\"", "order": "{\"id\": 7}", "timer": { "IsPastDue": true } },
            "Metadata": { "DequeueCount": "1", "name": "\"a.txt\"" }
        }"#;
        Invocation::parse(body.as_bytes()).unwrap()
    }

    #[test]
    fn the_hosts_encoding_is_undone() {
        let invocation = invocation();
        assert_eq!(invocation.text("item").as_deref(), Ok("hi ü"));
        assert_eq!(invocation.json("order").unwrap()["id"], 7);
        assert_eq!(invocation.json("timer").unwrap()["IsPastDue"], true);
        assert_eq!(invocation.metadata("name").as_deref(), Some("a.txt"));
        assert_eq!(invocation.metadata("DequeueCount").as_deref(), Some("1"));
        assert!(invocation.text("missing").is_err());
    }

    #[test]
    fn outputs_and_logs_go_back_to_the_host() {
        let mut outcome = Outcome::default();
        outcome.output("message", serde_json::json!({ "id": 7 }));
        outcome.log("done");
        let expected = serde_json::json!({
            "Outputs": { "message": { "id": 7 } }, "Logs": ["done"], "ReturnValue": null
        });
        assert_eq!(outcome.into_json(), expected);
    }
}
