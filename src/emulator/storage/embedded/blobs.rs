//! Containers and their blobs.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::database::{Done, time};
use crate::emulator::storage::{Blob, BlobItem, Page, StorageError};

/// How many blobs a page of a listing holds; the service gives 5,000.
pub(super) const PAGE: usize = 1000;
/// The largest blob, in bytes. It is in memory as a whole.
pub(super) const LARGEST: usize = 1_000_000_000;
const PIECE: usize = 1024 * 1024;

const ITEM: &str = "SELECT id, name, etag, modified, length, content_type FROM blobs";

pub(super) fn create(db: &Connection, container: &str) -> Done<()> {
    db.execute(
        "INSERT INTO containers (name) VALUES (?) ON CONFLICT DO NOTHING",
        [container],
    )?;
    Ok(())
}

pub(super) fn put(
    db: &Connection,
    container: &str,
    name: &str,
    content: &[u8],
    content_type: &str,
) -> Done<()> {
    if content.len() > LARGEST {
        let message =
            format!("the blob `{name}` is too large: the embedded store takes up to 1 GB");
        return Err(StorageError::invalid(message).into());
    }
    let container = find(db, container)?.ok_or_else(|| no_container(container))?;
    remove(db, container, name)?;
    let mut insert = db.prepare_cached(
        "INSERT INTO blobs (container, name, etag, modified, length, content_type)
         VALUES (?, ?, ?, ?, ?, ?)",
    )?;
    let now = Timestamp::now().as_millisecond();
    let id = insert.insert(params![
        container,
        name,
        etag(),
        now,
        content.len(),
        content_type
    ])?;
    put_pieces(db, id, content)
}

fn put_pieces(db: &Connection, blob: i64, content: &[u8]) -> Done<()> {
    let mut insert =
        db.prepare_cached("INSERT INTO pieces (blob, number, content) VALUES (?, ?, ?)")?;
    for (number, piece) in content.chunks(PIECE).enumerate() {
        insert.execute(params![blob, number, piece])?;
    }
    Ok(())
}

pub(super) fn get(db: &Connection, container: &str, name: &str) -> Done<Option<Blob>> {
    let Some(container) = find(db, container)? else {
        return Ok(None);
    };
    let mut select = db.prepare_cached(&format!("{ITEM} WHERE container = ? AND name = ?"))?;
    let found = select.query_row(params![container, name], |row| {
        Ok((row.get("id")?, item(row)?))
    });
    let Some((id, item)) = found.optional()? else {
        return Ok(None);
    };
    let content = get_pieces(db, id, item.length)?;
    let metadata = Vec::new(); // nothing here writes any
    Ok(Some(Blob {
        item,
        metadata,
        content,
    }))
}

fn get_pieces(db: &Connection, blob: i64, length: u64) -> Done<Vec<u8>> {
    let mut select =
        db.prepare_cached("SELECT content FROM pieces WHERE blob = ? ORDER BY number")?;
    let mut rows = select.query([blob])?;
    let mut content = Vec::with_capacity(usize::try_from(length).unwrap_or(0).min(LARGEST));
    while let Some(row) = rows.next()? {
        content.extend_from_slice(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?);
    }
    Ok(content)
}

/// The blobs with a prefix stand together in name order, so the range needs no end.
pub(super) fn list(
    db: &Connection,
    container: &str,
    prefix: &str,
    from: Option<&str>,
) -> Done<Page<BlobItem>> {
    let id = find(db, container)?.ok_or_else(|| no_container(container))?;
    let start = from.unwrap_or(prefix).max(prefix);
    let sql = format!("{ITEM} WHERE container = ? AND name >= ? ORDER BY name LIMIT ?");
    let mut select = db.prepare_cached(&sql)?;
    let rows = select.query_map(params![id, start, PAGE + 1], item)?;
    let mut items: Vec<BlobItem> = rows.collect::<Result<_, _>>()?;
    items.retain(|item| item.name.starts_with(prefix));
    let next = items.drain(PAGE.min(items.len())..).next();
    Ok(Page {
        items,
        next: next.map(|item| item.name),
    })
}

fn item(row: &Row<'_>) -> rusqlite::Result<BlobItem> {
    let content_type: String = row.get("content_type")?;
    Ok(BlobItem {
        name: row.get("name")?,
        etag: row.get("etag")?,
        modified: time(row, "modified")?,
        length: row.get("length")?,
        content_type: Some(content_type).filter(|text| !text.is_empty()),
    })
}

pub(super) fn delete(db: &Connection, container: &str, name: &str) -> Done<()> {
    let id = find(db, container)?.ok_or_else(|| no_container(container))?;
    if remove(db, id, name)? {
        return Ok(());
    }
    let message = format!("there is no blob `{name}` in the container `{container}`");
    Err(StorageError::not_found(message).into())
}

/// Its pieces go with it.
fn remove(db: &Connection, container: i64, name: &str) -> Done<bool> {
    let mut delete = db.prepare_cached("DELETE FROM blobs WHERE container = ? AND name = ?")?;
    Ok(delete.execute(params![container, name])? > 0)
}

fn find(db: &Connection, container: &str) -> Done<Option<i64>> {
    let mut select = db.prepare_cached("SELECT id FROM containers WHERE name = ?")?;
    Ok(select.query_row([container], |row| row.get(0)).optional()?)
}

fn no_container(container: &str) -> StorageError {
    StorageError::not_found(format!("there is no container `{container}`"))
}

/// Looks as the service's do.
fn etag() -> String {
    let (high, _) = Uuid::new_v4().as_u64_pair();
    format!("0x{high:016X}")
}
