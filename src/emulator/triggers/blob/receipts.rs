//! Which blobs a function has dealt with, as empty blobs where the host keeps them too.

use std::path::Path;

use sha2::{Digest, Sha256};

use crate::emulator::plan::Plan;
use crate::emulator::storage::{BlobItem, ErrorKind, StorageError, Store};

/// The host's own container.
const CONTAINER: &str = "azure-webjobs-hosts";

/// The receipts of one function.
#[derive(Debug, Clone)]
pub struct Receipts {
    folder: String,
}

impl Receipts {
    /// Of a function, in the host with this id.
    pub fn new(host_id: &str, function: &str) -> Self {
        Receipts {
            folder: format!("blobreceipts/{host_id}/{}", function_id(function)),
        }
    }

    /// Whether a blob was dealt with as it is now.
    ///
    /// # Errors
    /// When the account does not say.
    pub async fn has(
        &self,
        store: &dyn Store,
        container: &str,
        item: &BlobItem,
    ) -> Result<bool, StorageError> {
        let name = self.name(container, item);
        Ok(store.get_blob(CONTAINER, &name).await?.is_some())
    }

    /// Remembers that a blob was dealt with.
    ///
    /// # Errors
    /// When it cannot be written; the blob then comes again.
    pub async fn put(
        &self,
        store: &dyn Store,
        container: &str,
        item: &BlobItem,
    ) -> Result<(), StorageError> {
        const TYPE: &str = "application/octet-stream";
        let name = self.name(container, item);
        match store.put_blob(CONTAINER, &name, Vec::new(), TYPE).await {
            Err(error) if error.kind == ErrorKind::NotFound => {
                store.create_container(CONTAINER).await?;
                store.put_blob(CONTAINER, &name, Vec::new(), TYPE).await
            }
            result => result,
        }
    }

    fn name(&self, container: &str, item: &BlobItem) -> String {
        format!(
            "{}/\"{}\"/{container}/{}",
            self.folder, item.etag, item.name
        )
    }
}

/// How the host names a function in receipts and poison messages.
pub fn function_id(function: &str) -> String {
    format!("Host.Functions.{function}")
}

/// What tells the receipts of this app from those of others in the same account: the setting
/// that Azure reads, else a fingerprint of the app's folder.
pub fn host_id(plan: &Plan) -> String {
    let set = plan.environment.setting("AzureFunctionsWebHost__hostid");
    match set.filter(|id| !id.is_empty()) {
        Some(id) => id.to_owned(),
        None => fingerprint(&plan.root),
    }
}

fn fingerprint(root: &Path) -> String {
    let digest = Sha256::digest(root.to_string_lossy().as_bytes());
    digest
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apps_in_one_account_do_not_share_receipts() {
        let one = fingerprint(Path::new("/apps/one"));
        assert_eq!(one.len(), 32, "the length that Azure allows");
        assert_ne!(one, fingerprint(Path::new("/apps/two")));
    }
}
