//! Which storage account a connection means.

use std::path::PathBuf;
use std::sync::Arc;

use super::{StorageError, Store};
use crate::emulator::plan::Environment;

/// The accounts of one app, opened when first used and kept.
pub struct Accounts {
    _folder: PathBuf,
    _environment: Environment,
}

impl Accounts {
    /// For the app whose `.fch` folder is `folder`.
    pub fn new(folder: PathBuf, environment: Environment) -> Self {
        Accounts {
            _folder: folder,
            _environment: environment,
        }
    }

    /// The account behind a connection name such as `AzureWebJobsStorage` (H-SET-23).
    ///
    /// # Errors
    /// When the setting is missing or is no connection string, or the store cannot be opened.
    pub async fn open(&self, _connection: &str) -> Result<Arc<dyn Store>, StorageError> {
        Err(StorageError {
            kind: super::ErrorKind::Unavailable,
            message: "not written yet".into(),
        })
    }
}
