//! Which storage account a connection means.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::Mutex;

use super::azure::Azure;
use super::azure::address::Service;
use super::azure::connection::{Account, Connection};
use super::azure::{error, probe};
use super::embedded::Embedded;
use super::{ErrorKind, StorageError, Store};
use crate::emulator::plan::Environment;

/// The connection of a binding that names none (H-SET-23).
const DEFAULT: &str = "AzureWebJobsStorage";

/// The setting that decides what `UseDevelopmentStorage=true` means, see [`Accounts`].
const CHOICE: &str = "FCH_STORAGE";

/// The accounts of one app, opened when first used and kept.
///
/// `UseDevelopmentStorage=true` means Azurite when it accepts connections on the ports of the
/// services that the app needs, else the embedded store. The setting `FCH_STORAGE` decides it
/// without a look at the ports: `embedded` or `azurite`.
pub struct Accounts {
    folder: PathBuf,
    environment: Environment,
    needed: Vec<Service>,
    opened: Mutex<HashMap<String, Opened>>,
}

#[derive(Clone)]
struct Opened {
    store: Arc<dyn Store>,
    /// Why it is this one, when that may surprise.
    note: Option<String>,
}

/// What a connection means.
enum Choice {
    Embedded { note: Option<String> },
    Azure(Box<Account>),
}

impl Accounts {
    /// For the app whose `.fch` folder is `folder`.
    pub fn new(folder: PathBuf, environment: Environment) -> Self {
        Accounts {
            folder,
            environment,
            needed: Service::ALL.to_vec(),
            opened: Mutex::default(),
        }
    }

    /// Azurite is used when these services of it run; without this call, when all do.
    pub fn needing(mut self, services: Vec<Service>) -> Self {
        self.needed = services;
        self
    }

    /// The account behind a connection name such as `AzureWebJobsStorage`; empty means that
    /// one (H-SET-23). Two names with the same value share one store.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`] when the setting is missing or is no connection string; whatever
    /// the store says when it cannot be opened.
    pub async fn open(&self, connection: &str) -> Result<Arc<dyn Store>, StorageError> {
        Ok(self.opened(connection).await?.store)
    }

    /// For the start banner: `AzureWebJobsStorage -> embedded store (.fch/storage.db)`.
    ///
    /// # Errors
    /// As [`Accounts::open`].
    pub async fn describe(&self, connection: &str) -> Result<String, StorageError> {
        let opened = self.opened(connection).await?;
        let note = opened.note.map(|note| format!("; {note}"));
        let (name, what) = (shown(connection), opened.store.describe());
        Ok(format!("{name} -> {what}{}", note.unwrap_or_default()))
    }

    async fn opened(&self, connection: &str) -> Result<Opened, StorageError> {
        let text = self.value(connection)?;
        let parsed = Connection::parse(text).map_err(|error| {
            let name = shown(connection);
            error::invalid(format!(
                "setting `{name}` is no connection string: {}",
                error.message
            ))
        })?;
        let key = match &parsed {
            // However it is written, it is one and the same store.
            Connection::Development => String::new(),
            Connection::Account(_) => text.to_owned(),
        };
        // Held while opening, so that two users of an account do not open it twice.
        let mut all = self.opened.lock().await;
        if let Some(opened) = all.get(&key) {
            return Ok(opened.clone());
        }
        let opened = self.start(self.choose(parsed).await?).await?;
        all.insert(key, opened.clone());
        Ok(opened)
    }

    fn value(&self, connection: &str) -> Result<&str, StorageError> {
        // The lookup puts `AzureWebJobs` before the name.
        let wanted = match connection {
            "" => "Storage",
            name => name,
        };
        if let Some(value) = self.environment.connection(wanted) {
            return Ok(value);
        }
        let name = shown(connection);
        Err(match self.identity(wanted) {
            Some(setting) => error::invalid(format!(
                "setting `{setting}` asks for a managed identity, which does not exist locally: set `{name}` in local.settings.json to a connection string or `UseDevelopmentStorage=true`"
            )),
            None => error::invalid(format!(
                "setting `{name}` is missing: add it to `Values` in local.settings.json, for example as `UseDevelopmentStorage=true`"
            )),
        })
    }

    /// A setting such as `AzureWebJobsStorage__accountName` (H-SET-24).
    fn identity(&self, connection: &str) -> Option<&str> {
        let section = |name: &str| format!("{name}:").to_ascii_lowercase();
        let sections = [
            section(connection),
            section(&format!("AzureWebJobs{connection}")),
        ];
        let mut names = self.environment.iter().map(|(name, _)| name);
        names.find(|name| {
            let plain = name.replace("__", ":").to_ascii_lowercase();
            sections.iter().any(|section| plain.starts_with(section))
        })
    }

    async fn choose(&self, connection: Connection) -> Result<Choice, StorageError> {
        let Connection::Account(account) = connection else {
            return self.choose_development().await;
        };
        Ok(Choice::Azure(account))
    }

    async fn choose_development(&self) -> Result<Choice, StorageError> {
        let wish = self.environment.setting(CHOICE).unwrap_or_default();
        match wish.trim().to_ascii_lowercase().as_str() {
            "" => {}
            "embedded" => return Ok(Choice::Embedded { note: None }),
            "azurite" => return azurite(),
            _ => {
                return Err(error::invalid(format!(
                    "setting `{CHOICE}` can only be `embedded` or `azurite`"
                )));
            }
        }
        let ports = self.needed.iter().map(|service| service.azurite_port());
        let ports: Vec<u16> = ports.collect();
        let silent = probe::silent(&ports).await;
        if silent.is_empty() && !self.needed.is_empty() {
            return azurite();
        }
        let partly = silent.len() < self.needed.len();
        Ok(Choice::Embedded {
            note: partly.then(|| half_running(&silent)),
        })
    }

    async fn start(&self, choice: Choice) -> Result<Opened, StorageError> {
        let folder = self.folder.clone();
        // Both read files: the store's, or the system's certificates.
        let opening = tokio::task::spawn_blocking(move || match choice {
            Choice::Embedded { note } => Embedded::open(&folder).map(|store| (store, note)),
            Choice::Azure(account) => {
                Azure::new(*account).map(|store| (Arc::new(store) as Arc<dyn Store>, None))
            }
        });
        let (store, note) = opening.await.map_err(|error| StorageError {
            kind: ErrorKind::Unavailable,
            message: format!("cannot open the storage account: {error}"),
        })??;
        Ok(Opened { store, note })
    }
}

fn azurite() -> Result<Choice, StorageError> {
    let account = Account::azurite("http://127.0.0.1");
    let account = account.ok_or_else(|| error::invalid("no address of Azurite"))?;
    Ok(Choice::Azure(Box::new(account)))
}

fn half_running(silent: &[u16]) -> String {
    let ports: Vec<_> = silent.iter().map(u16::to_string).collect();
    format!(
        "Azurite is not used: nothing answers on port {}",
        ports.join(", ")
    )
}

/// The setting's name, for people.
fn shown(connection: &str) -> &str {
    match connection {
        "" | "Storage" => DEFAULT,
        name => name,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const KEY: &str = "AccountName=me;AccountKey=c2VjcmV0";

    fn accounts(settings: &[(&str, &str)]) -> Accounts {
        let mut environment = Environment::default();
        for (name, value) in settings {
            environment.set(*name, *value);
        }
        Accounts::new(PathBuf::from("unused"), environment)
    }

    async fn error_of(settings: &[(&str, &str)], connection: &str) -> String {
        let error = accounts(settings).open(connection).await.err().unwrap();
        assert_eq!(error.kind, ErrorKind::Invalid);
        error.message
    }

    // H-SET-23
    #[tokio::test]
    async fn names_are_looked_up_as_the_host_does() {
        let accounts = accounts(&[
            ("AzureWebJobsStorage", KEY),
            ("Mine", "AccountName=you;AccountKey=c2VjcmV0"),
        ]);
        for name in ["", "Storage", "AzureWebJobsStorage"] {
            let told = accounts.describe(name).await.unwrap();
            assert_eq!(
                told,
                "AzureWebJobsStorage -> storage account `me` (me.blob.core.windows.net)"
            );
        }
        assert!(accounts.describe("Mine").await.unwrap().contains("`you`"));
    }

    #[tokio::test]
    async fn one_value_is_one_store() {
        let accounts = accounts(&[("A", KEY), ("B", KEY)]);
        let (a, b) = (
            accounts.open("A").await.unwrap(),
            accounts.open("B").await.unwrap(),
        );
        assert!(Arc::ptr_eq(&a, &b));
    }

    #[tokio::test]
    async fn what_is_missing_is_named() {
        let message = error_of(&[("AzureWebJobsStorage", "")], "").await;
        assert!(
            message.starts_with("setting `AzureWebJobsStorage` is missing"),
            "{message}"
        );
        assert!(message.contains("local.settings.json"), "{message}");
    }

    // H-SET-24
    #[tokio::test]
    async fn an_identity_is_no_local_connection() {
        for setting in [
            "AzureWebJobsStorage__accountName",
            "AzureWebJobsStorage:queueServiceUri",
        ] {
            let message = error_of(&[(setting, "me")], "").await;
            assert!(
                message.contains(&format!("`{setting}` asks for")),
                "{message}"
            );
        }
        let message = error_of(&[("Orders__credential", "managedidentity")], "Orders").await;
        assert!(message.contains("managed identity"), "{message}");
    }

    #[tokio::test]
    async fn a_wrong_value_is_named_and_not_shown() {
        let message = error_of(&[("A", "AccountName=me;AccountKey=s#cret")], "A").await;
        assert_eq!(
            message,
            "setting `A` is no connection string: `AccountKey` is not base64"
        );
    }

    #[tokio::test]
    async fn the_wish_decides_without_a_look() {
        let wish = |wish| {
            [
                ("AzureWebJobsStorage", "UseDevelopmentStorage=true"),
                (CHOICE, wish),
            ]
        };
        let told = accounts(&wish("Azurite")).describe("").await.unwrap();
        assert_eq!(told, "AzureWebJobsStorage -> Azurite (127.0.0.1)");
        let choice = accounts(&wish("embedded"))
            .choose(Connection::Development)
            .await;
        assert!(matches!(choice, Ok(Choice::Embedded { note: None })));
        let message = error_of(&wish("cloud"), "").await;
        assert!(message.contains("FCH_STORAGE"), "{message}");
    }

    #[tokio::test]
    async fn an_app_that_needs_no_service_uses_the_embedded_store() {
        let accounts = accounts(&[]).needing(Vec::new());
        let choice = accounts.choose(Connection::Development).await;
        assert!(matches!(choice, Ok(Choice::Embedded { note: None })));
    }
}
