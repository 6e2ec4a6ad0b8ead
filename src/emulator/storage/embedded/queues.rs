//! Queues and their messages.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::database::{Done, time};
use crate::emulator::storage::{QueueMessage, StorageError, names};

/// `seconds` from now, in milliseconds.
fn after(now: i64, seconds: u32) -> i64 {
    now.saturating_add(i64::from(seconds) * 1000)
}

fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

pub(super) fn create(db: &Connection, queue: &str) -> Done<()> {
    db.execute(
        "INSERT INTO queues (name) VALUES (?) ON CONFLICT DO NOTHING",
        [queue],
    )?;
    Ok(())
}

pub(super) fn put(db: &Connection, queue: &str, text: &str, delay: u32) -> Done<()> {
    let queue = find(db, queue)?;
    let now = now();
    let mut insert = db.prepare_cached(
        "INSERT INTO messages (queue, id, receipt, text, dequeued, inserted, expires, visible)
         VALUES (?, ?, ?, ?, 0, ?, ?, ?)",
    )?;
    insert.execute(params![
        queue,
        Uuid::new_v4().to_string(),
        receipt(),
        text,
        now,
        after(now, names::MESSAGE_SECONDS),
        after(now, delay),
    ])?;
    Ok(())
}

/// Takes the messages that have been visible longest. The transaction around it keeps others
/// from taking the same ones.
pub(super) fn take(db: &Connection, queue: &str, max: u32, hide: u32) -> Done<Vec<QueueMessage>> {
    let queue = find(db, queue)?;
    let now = now();
    db.prepare_cached("DELETE FROM messages WHERE expires <= ?")?
        .execute([now])?;
    let mut select = db.prepare_cached(
        "SELECT number FROM messages WHERE queue = ? AND visible <= ?
         ORDER BY visible, number LIMIT ?",
    )?;
    let numbers = select.query_map(params![queue, now, max], |row| row.get(0))?;
    let numbers: Vec<i64> = numbers.collect::<Result<_, _>>()?;
    let until = after(now, hide);
    let taken = numbers
        .into_iter()
        .map(|number| take_one(db, number, until));
    taken.collect()
}

fn take_one(db: &Connection, number: i64, until: i64) -> Done<QueueMessage> {
    let mut update = db.prepare_cached(
        "UPDATE messages SET dequeued = dequeued + 1, receipt = ?, visible = ? WHERE number = ?
         RETURNING id, receipt, text, dequeued, inserted, expires, visible",
    )?;
    Ok(update.query_row(params![receipt(), until, number], message)?)
}

fn message(row: &Row<'_>) -> rusqlite::Result<QueueMessage> {
    Ok(QueueMessage {
        id: row.get("id")?,
        pop_receipt: row.get("receipt")?,
        text: row.get("text")?,
        dequeue_count: row.get("dequeued")?,
        inserted: time(row, "inserted")?,
        expires: time(row, "expires")?,
        next_visible: time(row, "visible")?,
    })
}

pub(super) fn update(
    db: &Connection,
    queue: &str,
    message: &QueueMessage,
    hide: u32,
) -> Done<String> {
    let queue = find(db, queue)?;
    let (now, receipt) = (now(), receipt());
    let mut update = db.prepare_cached(
        "UPDATE messages SET receipt = ?, visible = ?
         WHERE queue = ? AND id = ? AND receipt = ? AND expires > ?",
    )?;
    let (id, old) = (&message.id, &message.pop_receipt);
    let changed = update.execute(params![receipt, after(now, hide), queue, id, old, now])?;
    still_ours(changed, message)?;
    Ok(receipt)
}

pub(super) fn delete(db: &Connection, queue: &str, message: &QueueMessage) -> Done<()> {
    let queue = find(db, queue)?;
    let mut delete =
        db.prepare_cached("DELETE FROM messages WHERE queue = ? AND id = ? AND receipt = ?")?;
    let deleted = delete.execute(params![queue, message.id, message.pop_receipt])?;
    still_ours(deleted, message)
}

/// The service answers `MessageNotFound` or `PopReceiptMismatch`.
fn still_ours(changed: usize, message: &QueueMessage) -> Done<()> {
    if changed == 1 {
        return Ok(());
    }
    let id = &message.id;
    let message = format!("the message `{id}` was removed, or was taken again by another reader");
    Err(StorageError::conflict(message).into())
}

pub(super) fn length(db: &Connection, queue: &str) -> Done<u64> {
    let queue = find(db, queue)?;
    let mut count =
        db.prepare_cached("SELECT count(*) FROM messages WHERE queue = ? AND expires > ?")?;
    Ok(count.query_row([queue, now()], |row| row.get(0))?)
}

fn find(db: &Connection, queue: &str) -> Done<i64> {
    let mut select = db.prepare_cached("SELECT id FROM queues WHERE name = ?")?;
    let id = select.query_row([queue], |row| row.get(0)).optional()?;
    let missing = || StorageError::not_found(format!("there is no queue `{queue}`"));
    Ok(id.ok_or_else(missing)?)
}

fn receipt() -> String {
    Uuid::new_v4().simple().to_string()
}
