//! What is in the database file, and whether a file is ours.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::database::{Done, Failure};
use crate::emulator::storage::StorageError;

/// Marks a database as ours: `fchs` in ASCII.
const APPLICATION: i64 = 0x6663_6873;

/// The version in `user_version`. One more for each change below, with a step that upgrades.
const VERSION: i64 = 1;

/// Times are milliseconds since 1970. Text compares by bytes, which is by code point.
///
/// - `messages.number` is the order of arrival.
/// - A blob's content is in pieces: SQLite builds a row in memory, several times over.
const SCHEMA: &str = "
CREATE TABLE queues (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE messages (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    queue INTEGER NOT NULL REFERENCES queues (id) ON DELETE CASCADE,
    id TEXT NOT NULL UNIQUE,
    receipt TEXT NOT NULL,
    text TEXT NOT NULL,
    dequeued INTEGER NOT NULL,
    inserted INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    visible INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_visible ON messages (queue, visible, number);
CREATE INDEX messages_expires ON messages (expires);

CREATE TABLE containers (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE blobs (
    id INTEGER PRIMARY KEY,
    container INTEGER NOT NULL REFERENCES containers (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    etag TEXT NOT NULL,
    modified INTEGER NOT NULL,
    length INTEGER NOT NULL,
    content_type TEXT NOT NULL,
    UNIQUE (container, name)
) STRICT;
CREATE TABLE pieces (
    blob INTEGER NOT NULL REFERENCES blobs (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (blob, number)
) STRICT;

CREATE TABLE tables (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE) STRICT;
CREATE TABLE entities (
    in_table INTEGER NOT NULL REFERENCES tables (id) ON DELETE CASCADE,
    partition_key TEXT NOT NULL,
    row_key TEXT NOT NULL,
    entity TEXT NOT NULL,
    PRIMARY KEY (in_table, partition_key, row_key)
) STRICT;
";

/// Refuses a file that is not ours or that we do not understand, before anything is changed.
/// Answers whether it is still empty. Needs a transaction: another process may be making the
/// tables.
pub(super) fn check(connection: &Transaction<'_>) -> Done<bool> {
    let number = |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let (application, version) = (number("application_id")?, number("user_version")?);
    let objects: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if (application, version, objects) == (0, 0, 0) {
        return Ok(true);
    }
    let file = connection.path().unwrap_or_default();
    if application != APPLICATION {
        return Err(foreign(file));
    }
    if version != VERSION {
        return Err(other_version(file, version));
    }
    Ok(false)
}

/// Makes the tables in an empty file. Of two processes that open it at once, one does.
pub(super) fn apply(connection: &mut Connection) -> Done<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if check(&transaction)? {
        transaction.execute_batch(SCHEMA)?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
    }
    Ok(transaction.commit()?)
}

fn foreign(file: &str) -> Failure {
    let message = format!(
        "`{file}` is a database of another program: move it away to use the embedded store"
    );
    StorageError::unavailable(message).into()
}

fn other_version(file: &str, version: i64) -> Failure {
    let message = format!(
        "`{file}` has format {version} and this fch knows format {VERSION}: use the fch that wrote it, or move or delete it to start with an empty store"
    );
    StorageError::unavailable(message).into()
}
