//! Queues: messages go in and come out as XML, their text untouched.

use hyper::Method;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

use super::address::{self, Service, encode};
use super::error;
use super::http::Http;
use super::request::Request;
use super::xml::{self, Element};
use crate::emulator::storage::{ErrorKind, QueueMessage, StorageError, names};

fn request(method: Method, queue: &str, below: &str, what: &str) -> Result<Request, StorageError> {
    let path = address::queue(queue)? + below;
    let what = format!("{what} queue `{queue}`");
    Ok(Request::new(Service::Queue, method, path, what))
}

/// Makes a queue; one that is there already is fine.
pub async fn create(http: &Http, queue: &str) -> Result<(), StorageError> {
    let request = request(Method::PUT, queue, "", "create")?;
    match http.call(&request).await {
        Err(error) if error.kind != ErrorKind::Conflict => Err(error),
        _ => Ok(()),
    }
}

/// Puts a message that is hidden for `delay` seconds and lives for the default 7 days.
pub async fn put(http: &Http, queue: &str, text: &str, delay: u32) -> Result<(), StorageError> {
    let Some(text) = xml::escape(text) else {
        return Err(error::invalid(format!(
            "cannot put a message to queue `{queue}`: its text has a character that XML cannot carry; encode it as base64"
        )));
    };
    let body = format!("<QueueMessage><MessageText>{text}</MessageText></QueueMessage>");
    let request = request(Method::POST, queue, "/messages", "put a message to")?
        .query("visibilitytimeout", delay.to_string())
        .header("content-type", "application/xml")
        .body(body);
    http.call(&request).await.map(drop)
}

/// Takes up to `max` messages and hides them for `hide` seconds. Not repeated when the answer is
/// lost: what was taken then comes back when `hide` is over.
pub async fn get(
    http: &Http,
    queue: &str,
    max: u32,
    hide: u32,
) -> Result<Vec<QueueMessage>, StorageError> {
    names::taking(max, hide)?;
    let request = request(Method::GET, queue, "/messages", "get messages from")?
        .query("numofmessages", max.to_string())
        .query("visibilitytimeout", hide.to_string())
        .once();
    let response = http.call(&request).await?;
    let list = xml::parse(&response.body).map_err(|why| request.nonsense(&why))?;
    let message = |it| message(it).ok_or_else(|| request.nonsense("a message is incomplete"));
    list.children.iter().map(message).collect()
}

/// Hides a taken message for `hide` seconds from now; answers with the new pop receipt.
pub async fn update(
    http: &Http,
    queue: &str,
    message: &QueueMessage,
    hide: u32,
) -> Result<String, StorageError> {
    let request = taken(Method::PUT, queue, message, "hide a message of")?
        .query("visibilitytimeout", hide.to_string());
    let response = http.call(&request).await?;
    let receipt = response.header("x-ms-popreceipt").map(str::to_owned);
    receipt.ok_or_else(|| request.nonsense("it has no pop receipt"))
}

/// Removes a taken message.
pub async fn delete(http: &Http, queue: &str, message: &QueueMessage) -> Result<(), StorageError> {
    let request = taken(Method::DELETE, queue, message, "delete a message of")?;
    http.call(&request).await.map(drop)
}

/// About how many messages the queue holds.
pub async fn length(http: &Http, queue: &str) -> Result<u64, StorageError> {
    let request =
        request(Method::GET, queue, "", "count the messages of")?.query("comp", "metadata");
    let response = http.call(&request).await?;
    let count = response.header("x-ms-approximate-messages-count");
    let count = count.and_then(|count| count.parse().ok());
    count.ok_or_else(|| request.nonsense("it has no count"))
}

fn taken(
    method: Method,
    queue: &str,
    message: &QueueMessage,
    what: &str,
) -> Result<Request, StorageError> {
    let below = format!("/messages/{}", encode(&message.id));
    Ok(request(method, queue, &below, what)?.query("popreceipt", &message.pop_receipt))
}

fn message(element: &Element) -> Option<QueueMessage> {
    Some(QueueMessage {
        id: element.text_of("MessageId")?.to_owned(),
        pop_receipt: element.text_of("PopReceipt")?.to_owned(),
        text: element
            .text_of("MessageText")
            .unwrap_or_default()
            .to_owned(),
        dequeue_count: element.text_of("DequeueCount")?.parse().ok()?,
        inserted: time(element.text_of("InsertionTime")?)?,
        expires: time(element.text_of("ExpirationTime")?)?,
        next_visible: time(element.text_of("TimeNextVisible")?)?,
    })
}

/// `Fri, 09 Oct 2009 21:04:30 GMT`. Messages that never expire end in the year 9999.
pub fn time(text: &str) -> Option<Timestamp> {
    let zoned = DateTimeParser::new().parse_timestamp(text);
    zoned
        .ok()
        .or_else(|| text.contains(" 9999 ").then_some(Timestamp::MAX))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// The example of the REST documentation, "Get Messages".
    #[test]
    fn the_documented_message() {
        let list = xml::parse(
            b"<QueueMessagesList><QueueMessage><MessageId>5974b586-0df3-4e2d-ad0c-18e3892bfca2</MessageId><InsertionTime>Fri, 09 Oct 2009 21:04:30 GMT</InsertionTime><ExpirationTime>Fri, 16 Oct 2009 21:04:30 GMT</ExpirationTime><PopReceipt>YzQ4Yzg1MDItYTc0Ny00OWNjLTkxYTUtZGM0MDFiZDAwYzEw</PopReceipt><TimeNextVisible>Fri, 09 Oct 2009 23:29:20 GMT</TimeNextVisible><DequeueCount>1</DequeueCount><MessageText>PHRlc3Q+dGhpcyBpcyBhIHRlc3QgbWVzc2FnZTwvdGVzdD4=</MessageText></QueueMessage></QueueMessagesList>",
        )
        .unwrap();
        let message = message(&list.children[0]).unwrap();
        assert_eq!(message.dequeue_count, 1);
        assert_eq!(message.inserted.to_string(), "2009-10-09T21:04:30Z");
        assert_eq!(
            message.text,
            "PHRlc3Q+dGhpcyBpcyBhIHRlc3QgbWVzc2FnZTwvdGVzdD4="
        );
    }

    #[test]
    fn a_message_that_never_expires() {
        assert!(time("Fri, 31 Dec 9999 23:59:59 GMT").is_some());
        assert_eq!(time("soon"), None);
    }
}
