//! A request to an HTTP function: from its route, from an event, and as an event.

use bytes::Bytes;
use serde_json::{Map, Value as Json, json};

use super::{Changes, path};
use crate::emulator::plan::{Function, Http, Plan};
use crate::emulator::wire::Content;
use crate::error::Result;

/// One HTTP request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HttpCall {
    /// The verb.
    pub method: String,
    /// Path and query: `/api/orders/7?full=1`.
    pub target: String,
    /// Names and values, in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

impl HttpCall {
    /// The request that the user wants: from the event if there is one, else from the function's
    /// route and verbs.
    ///
    /// # Errors
    /// When the route has a parameter without a value.
    pub fn new(
        plan: &Plan,
        function: &Function,
        http: &Http,
        event: Option<&Json>,
        changes: &Changes,
    ) -> Result<HttpCall> {
        let from_event = event.map(HttpCall::from_event);
        let has_path = from_event
            .as_ref()
            .is_some_and(|call| call.target.len() > 1);
        let mut call = from_event.unwrap_or_default();
        if !has_path || !changes.set.is_empty() {
            let query = call
                .target
                .split_once('?')
                .map(|(_, query)| query.to_owned());
            call.target = path::of(plan, function, http, &changes.set)?;
            if let Some(query) = query {
                call.target = format!("{}?{query}", call.target);
            }
        }
        call.change(http, changes);
        Ok(call)
    }

    fn change(&mut self, http: &Http, changes: &Changes) {
        if !changes.query.is_empty() {
            let pairs = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(&changes.query)
                .finish();
            let joint = if self.target.contains('?') { '&' } else { '?' };
            self.target = format!("{}{joint}{pairs}", self.target);
        }
        for (name, value) in &changes.headers {
            self.headers
                .retain(|(have, _)| !have.eq_ignore_ascii_case(name));
            self.headers.push((name.clone(), value.clone()));
        }
        if let Some(data) = &changes.data {
            self.body = Bytes::from(data.clone());
            self.describe_body();
        }
        if let Some(method) = &changes.method {
            self.method = method.to_ascii_uppercase();
        } else if self.method.is_empty() || changes.data.is_some() && self.method == "GET" {
            self.method = usual_method(http, !self.body.is_empty());
        }
    }

    /// Says what the body is, unless a header does.
    fn describe_body(&mut self) {
        if self.has("content-type") {
            return;
        }
        let is_json = serde_json::from_slice::<Json>(&self.body).is_ok();
        let kind = match (is_json, std::str::from_utf8(&self.body)) {
            (true, _) => "application/json",
            (false, Ok(_)) => "text/plain; charset=utf-8",
            (false, Err(_)) => "application/octet-stream",
        };
        self.headers.push(("Content-Type".into(), kind.into()));
    }

    /// True when there is such a header.
    pub fn has(&self, name: &str) -> bool {
        let mut names = self.headers.iter();
        names.any(|(have, _)| have.eq_ignore_ascii_case(name))
    }

    /// Reads `{"method", "path", "query", "headers", "body"}`; `bodyBase64` is for bytes.
    pub fn from_event(event: &Json) -> HttpCall {
        let text = |name: &str| event.get(name).map(plain).unwrap_or_default();
        let path = text("path");
        let query = match event.get("query") {
            Some(Json::Object(members)) => form_urlencoded::Serializer::new(String::new())
                .extend_pairs(members.iter().map(|(name, value)| (name, plain(value))))
                .finish(),
            other => other.map(plain).unwrap_or_default(),
        };
        let headers = match event.get("headers") {
            Some(Json::Object(members)) => members
                .iter()
                .map(|(name, value)| (name.clone(), plain(value)))
                .collect(),
            _ => Vec::new(),
        };
        let content = Content {
            body: event.get("body").filter(|body| !body.is_null()).map(plain),
            body_base64: event.get("bodyBase64").map(plain),
        };
        HttpCall {
            method: text("method").to_ascii_uppercase(),
            target: match query.trim_start_matches('?') {
                "" => path,
                query => format!("{path}?{query}"),
            },
            headers,
            body: Bytes::from(content.bytes()),
        }
    }

    /// The request as an event that [`HttpCall::from_event`] reads.
    pub fn to_event(&self) -> Json {
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let headers = self.headers.iter();
        let headers: Map<String, Json> = headers
            .map(|(name, value)| (name.clone(), Json::from(value.as_str())))
            .collect();
        let mut event = json!({
            "method": self.method,
            "path": path,
            "query": query,
            "headers": headers,
        });
        if !self.body.is_empty() {
            let content = Content::from(self.body.as_ref());
            match (content.body, content.body_base64) {
                (Some(text), _) => event["body"] = Json::from(text),
                (None, bytes) => event["bodyBase64"] = Json::from(bytes),
            }
        }
        event
    }
}

/// Text without quotes; other JSON as it is written.
fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Null => String::new(),
        other => other.to_string(),
    }
}

/// POST with data and GET without, as far as the function allows it.
fn usual_method(http: &Http, has_body: bool) -> String {
    let usual = if has_body { "POST" } else { "GET" };
    let Some(methods) = http.methods.as_ref().filter(|methods| !methods.is_empty()) else {
        return usual.to_owned();
    };
    if methods
        .iter()
        .any(|method| method.eq_ignore_ascii_case(usual))
    {
        return usual.to_owned();
    }
    let takes_body = |method: &&String| {
        !["get", "head", "options"].contains(&method.to_ascii_lowercase().as_str())
    };
    let fitting = methods.iter().find(|method| has_body && takes_body(method));
    let chosen = fitting
        .or(methods.first())
        .map(|method| method.to_ascii_uppercase());
    chosen.unwrap_or_else(|| usual.to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::bindings::route;
    use crate::emulator::plan::AuthLevel;
    use proptest::prelude::*;

    fn http(methods: Option<&[&str]>) -> Http {
        Http {
            route: "F".into(),
            template: route::parse("api/F").unwrap(),
            methods: methods.map(|all| all.iter().map(|m| (*m).to_owned()).collect()),
            auth: AuthLevel::Anonymous,
        }
    }

    #[test]
    fn the_method_fits_the_data_and_the_function() {
        let method = |methods, has_body| usual_method(&http(methods), has_body);
        assert_eq!(method(None, false), "GET");
        assert_eq!(method(None, true), "POST");
        assert_eq!(method(Some(&["get", "post"]), true), "POST");
        assert_eq!(method(Some(&["get", "put"]), true), "PUT");
        assert_eq!(method(Some(&["delete"]), false), "DELETE");
        assert_eq!(method(Some(&["get"]), true), "GET");
        assert_eq!(method(Some(&[]), false), "GET");
    }

    #[test]
    fn an_event_is_a_request_and_back() {
        let event = json!({"method": "post", "path": "/api/F", "query": {"a": "1 2", "b": 3},
            "headers": {"X-A": "1"}, "body": {"id": 7}});
        let call = HttpCall::from_event(&event);
        assert_eq!(
            (call.method.as_str(), call.target.as_str()),
            ("POST", "/api/F?a=1+2&b=3")
        );
        assert_eq!(call.body, r#"{"id":7}"#);
        assert_eq!(HttpCall::from_event(&call.to_event()), call);
        let empty = HttpCall::from_event(&json!({"path": "/", "query": {}, "body": null}));
        assert_eq!((empty.target.as_str(), empty.body.len()), ("/", 0));
    }

    #[test]
    fn changes_win_over_the_event() {
        let mut call = HttpCall {
            method: "GET".into(),
            target: "/api/F?a=1".into(),
            headers: vec![("x-a".into(), "1".into())],
            body: Bytes::new(),
        };
        let changes = Changes {
            data: Some(b"{}".to_vec()),
            headers: vec![("X-A".into(), "2".into())],
            query: vec![("b".into(), "&".into())],
            ..Changes::default()
        };
        call.change(&http(None), &changes);
        assert_eq!(
            (call.method.as_str(), call.target.as_str()),
            ("POST", "/api/F?a=1&b=%26")
        );
        let headers = [("X-A", "2"), ("Content-Type", "application/json")];
        assert_eq!(
            call.headers,
            headers.map(|(n, v)| (n.to_owned(), v.to_owned()))
        );
    }

    proptest! {
        #[test]
        fn bodies_survive_as_events(body in proptest::collection::vec(any::<u8>(), 0..32)) {
            let call = HttpCall { method: "PUT".into(), target: "/x".into(), headers: Vec::new(), body: body.into() };
            prop_assert_eq!(HttpCall::from_event(&call.to_event()), call);
        }
    }
}
