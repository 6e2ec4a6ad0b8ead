//! The database file: how it is opened, locked and reported on.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode, Row, TransactionBehavior};

use super::schema;
use crate::emulator::storage::StorageError;

/// How long to wait for another process that writes.
const PATIENCE: Duration = Duration::from_secs(30);

/// One connection, used by one operation at a time.
pub(super) struct Database {
    file: PathBuf,
    connection: Mutex<Connection>,
}

/// Why an operation stopped.
#[derive(Debug)]
pub(super) enum Failure {
    /// What the service would answer too.
    Refused(StorageError),
    /// The file.
    File(rusqlite::Error),
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        Failure::Refused(error)
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Failure::File(error)
    }
}

/// The answer of an operation.
pub(super) type Done<T> = Result<T, Failure>;

/// What to do inside one transaction.
pub(super) trait Job<T>: FnOnce(&Connection) -> Done<T> + Send + 'static {}

impl<T, F: FnOnce(&Connection) -> Done<T> + Send + 'static> Job<T> for F {}

/// Runs `job` on a view of the data that does not change meanwhile.
pub(super) async fn read<T: Send + 'static>(
    database: Arc<Database>,
    job: impl Job<T>,
) -> Result<T, StorageError> {
    run(database, TransactionBehavior::Deferred, job).await
}

/// Runs `job` while no other process writes. Nothing of it is kept when it fails.
pub(super) async fn write<T: Send + 'static>(
    database: Arc<Database>,
    job: impl Job<T>,
) -> Result<T, StorageError> {
    run(database, TransactionBehavior::Immediate, job).await
}

async fn run<T: Send + 'static>(
    database: Arc<Database>,
    behavior: TransactionBehavior,
    job: impl Job<T>,
) -> Result<T, StorageError> {
    let task = tokio::task::spawn_blocking(move || {
        let done = database.transact(behavior, job);
        done.map_err(|failure| explain(failure, &database.file))
    });
    let lost = |_| StorageError::unavailable("the embedded store stopped in mid-operation");
    task.await.map_err(lost)?
}

impl Database {
    /// Opens the file, or makes it.
    pub(super) fn open(file: &Path) -> Result<Self, StorageError> {
        let connection = connect(file).map_err(|failure| explain(failure, file))?;
        Ok(Database {
            file: file.to_owned(),
            connection: Mutex::new(connection),
        })
    }

    /// A panic in another operation has rolled its transaction back, so its lock is as good.
    fn transact<T>(&self, behavior: TransactionBehavior, job: impl Job<T>) -> Done<T> {
        let mut connection = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let transaction = connection.transaction_with_behavior(behavior)?;
        let answer = job(&transaction)?;
        transaction.commit()?;
        Ok(answer)
    }
}

/// A commit in WAL mode with `synchronous = NORMAL` has reached the operating system when it
/// returns: the process can be killed at any time and nothing acknowledged is lost. A power cut
/// may lose the last commits, never damage the file; that is enough for a development store.
fn connect(file: &Path) -> Done<Connection> {
    let mut connection = Connection::open(file)?;
    connection.busy_timeout(PATIENCE)?;
    schema::check(&connection.transaction()?)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "journal_size_limit", 16 * 1024 * 1024)?;
    schema::apply(&mut connection)?;
    Ok(connection)
}

/// Reads a time that is stored in milliseconds.
pub(super) fn time(row: &Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    let number = row.get(column)?;
    let wrong = |_| rusqlite::Error::IntegralValueOutOfRange(0, number);
    Timestamp::from_millisecond(number).map_err(wrong)
}

fn explain(failure: Failure, file: &Path) -> StorageError {
    let error = match failure {
        Failure::Refused(error) => return error,
        Failure::File(error) => error,
    };
    let file = file.display();
    StorageError::unavailable(match kind(&error) {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => format!(
            "`{file}` is damaged or is no storage of fch ({error}): move or delete it, with the files `-wal` and `-shm` beside it, to start with an empty store"
        ),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            format!("`{file}` is in use: another process has been writing to it for too long")
        }
        Some(ErrorCode::DiskFull) => format!("cannot write `{file}`: the disk is full"),
        _ => format!("cannot use `{file}`: {error}"),
    })
}

/// A value of another type than the schema's, too, was not written by us.
fn kind(error: &rusqlite::Error) -> Option<ErrorCode> {
    use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType};
    match error {
        FromSqlConversionFailure(..) | IntegralValueOutOfRange(..) | InvalidColumnType(..) => {
            Some(ErrorCode::DatabaseCorrupt)
        }
        error => error.sqlite_error_code(),
    }
}
