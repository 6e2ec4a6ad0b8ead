//! Storage connection strings: `AccountName=...;AccountKey=...`. No error shows a value.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::address::{Endpoint, Service};
use super::error;
use crate::emulator::storage::StorageError;

/// The account that Azurite has. Public, see [`DEVELOPMENT_KEY`].
pub const DEVELOPMENT_ACCOUNT: &str = "devstoreaccount1";

/// The key of [`DEVELOPMENT_ACCOUNT`]. This is no secret and no leak: Microsoft publishes it in
/// its documentation, and it is the same on every machine.
pub const DEVELOPMENT_KEY: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

const DEFAULT_SUFFIX: &str = "core.windows.net";

/// What a connection string means.
pub enum Connection {
    /// `UseDevelopmentStorage=true`: whatever storage this machine has.
    Development,
    /// One account, here or in Azure.
    Account(Box<Account>),
}

/// An account and the right to use it. Has no `Debug`: it holds a secret.
pub struct Account {
    /// Its name; empty when only a shared access signature is known.
    pub name: String,
    /// How requests prove that they are allowed.
    pub credential: Credential,
    /// The address of the blob service.
    pub blob: Option<Endpoint>,
    /// The address of the queue service.
    pub queue: Option<Endpoint>,
    /// The address of the table service.
    pub table: Option<Endpoint>,
}

/// A secret. Has no `Debug`.
pub enum Credential {
    /// An account key, decoded.
    Key(Vec<u8>),
    /// A shared access signature: the query to append, without `?`.
    Signature(String),
}

impl Connection {
    /// Reads a connection string. Names ignore case and come in any order.
    ///
    /// # Errors
    /// [`super::super::ErrorKind::Invalid`], with the name of the part that is wrong.
    pub fn parse(text: &str) -> Result<Connection, StorageError> {
        let parts = Parts::parse(text)?;
        let development = parts.get("UseDevelopmentStorage");
        if let Some(value) = development {
            return development_storage(value, parts.get("DevelopmentStorageProxyUri"));
        }
        Ok(Connection::Account(Box::new(account(&parts)?)))
    }
}

impl Account {
    /// Azurite's account at `base`, such as `http://127.0.0.1`, on its usual ports.
    pub fn azurite(base: &str) -> Option<Account> {
        let base = base.trim_end_matches('/');
        let at = |service: Service| {
            let port = service.azurite_port();
            Endpoint::parse(&format!("{base}:{port}/{DEVELOPMENT_ACCOUNT}"))
        };
        Some(Account {
            name: DEVELOPMENT_ACCOUNT.to_owned(),
            credential: Credential::Key(STANDARD.decode(DEVELOPMENT_KEY).ok()?),
            blob: Some(at(Service::Blob)?),
            queue: Some(at(Service::Queue)?),
            table: Some(at(Service::Table)?),
        })
    }

    /// Where a service is; `None` when the connection string does not say.
    pub fn endpoint(&self, service: Service) -> Option<&Endpoint> {
        match service {
            Service::Blob => self.blob.as_ref(),
            Service::Queue => self.queue.as_ref(),
            Service::Table => self.table.as_ref(),
        }
    }
}

fn development_storage(value: &str, proxy: Option<&str>) -> Result<Connection, StorageError> {
    if !value.eq_ignore_ascii_case("true") {
        return Err(error::invalid("`UseDevelopmentStorage` can only be `true`"));
    }
    let Some(proxy) = proxy else {
        return Ok(Connection::Development);
    };
    let account = Account::azurite(proxy)
        .ok_or_else(|| error::invalid("`DevelopmentStorageProxyUri` is no address without port"))?;
    Ok(Connection::Account(Box::new(account)))
}

fn account(parts: &Parts<'_>) -> Result<Account, StorageError> {
    let name = parts.get("AccountName").unwrap_or_default();
    if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return Err(error::invalid(
            "`AccountName` is no name of a storage account",
        ));
    }
    let account = Account {
        name: name.to_owned(),
        credential: credential(parts, name)?,
        blob: endpoint(parts, Service::Blob, "BlobEndpoint", name)?,
        queue: endpoint(parts, Service::Queue, "QueueEndpoint", name)?,
        table: endpoint(parts, Service::Table, "TableEndpoint", name)?,
    };
    if Service::ALL
        .iter()
        .all(|service| account.endpoint(*service).is_none())
    {
        return Err(error::invalid(
            "it has neither `AccountName` nor an endpoint",
        ));
    }
    Ok(account)
}

fn credential(parts: &Parts<'_>, account: &str) -> Result<Credential, StorageError> {
    if let Some(key) = parts.get("AccountKey") {
        if account.is_empty() {
            return Err(error::invalid("it has `AccountKey` without `AccountName`"));
        }
        let key = STANDARD.decode(key);
        return key
            .map(Credential::Key)
            .map_err(|_| error::invalid("`AccountKey` is not base64"));
    }
    let signature = parts
        .get("SharedAccessSignature")
        .map(|it| it.trim_start_matches('?'));
    match signature {
        // What no address can hold would fail later with a message about something else.
        Some(it) if it.bytes().all(|b| b.is_ascii_graphic() && b != b'#') => {
            Ok(Credential::Signature(it.to_owned()))
        }
        Some(_) => Err(error::invalid("`SharedAccessSignature` is no query string")),
        None => Err(error::invalid(
            "it has neither `AccountKey` nor `SharedAccessSignature`",
        )),
    }
}

fn endpoint(
    parts: &Parts<'_>,
    service: Service,
    key: &str,
    account: &str,
) -> Result<Option<Endpoint>, StorageError> {
    let url = match parts.get(key) {
        Some(url) => url.to_owned(),
        None if account.is_empty() => return Ok(None),
        None => {
            let protocol = parts.get("DefaultEndpointsProtocol").unwrap_or("https");
            let suffix = parts.get("EndpointSuffix").unwrap_or(DEFAULT_SUFFIX);
            format!("{protocol}://{account}.{}.{suffix}", service.as_str())
        }
    };
    let endpoint = Endpoint::parse(&url);
    let wrong = || {
        error::invalid(format!(
            "the address of its {} service is wrong: look at `{key}`, `DefaultEndpointsProtocol` and `EndpointSuffix`",
            service.as_str()
        ))
    };
    endpoint.map(Some).ok_or_else(wrong)
}

/// The `name=value` parts of a connection string.
struct Parts<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Parts<'a> {
    fn parse(text: &'a str) -> Result<Self, StorageError> {
        let mut parts = Parts(Vec::new());
        let given = text
            .split(';')
            .map(str::trim)
            .filter(|part| !part.is_empty());
        for (index, part) in given.enumerate() {
            // Values may hold `=`: keys end with it.
            let Some((name, value)) = part.split_once('=') else {
                let number = index + 1;
                return Err(error::invalid(format!(
                    "part {number} of it is not `name=value`"
                )));
            };
            let (name, value) = (name.trim(), value.trim());
            if parts
                .0
                .iter()
                .any(|(other, _)| other.eq_ignore_ascii_case(name))
            {
                return Err(error::invalid("it has one of its names twice"));
            }
            parts.0.push((name, value));
        }
        Ok(parts)
    }

    /// A value that is not empty.
    fn get(&self, name: &str) -> Option<&'a str> {
        let mut parts = self.0.iter();
        let (_, value) = parts.find(|(other, _)| other.eq_ignore_ascii_case(name))?;
        Some(*value).filter(|value| !value.is_empty())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn account_of(text: &str) -> Account {
        match Connection::parse(text) {
            Ok(Connection::Account(account)) => *account,
            Ok(Connection::Development) => panic!("development storage"),
            Err(error) => panic!("{error}"),
        }
    }

    fn error_of(text: &str) -> String {
        match Connection::parse(text) {
            Ok(_) => panic!("{text} was accepted"),
            Err(error) => error.message,
        }
    }

    #[test]
    fn an_account_in_azure() {
        let account = account_of(
            "DefaultEndpointsProtocol=https;AccountName=me;AccountKey=a2V5PT0=;EndpointSuffix=core.chinacloudapi.cn",
        );
        assert_eq!(account.name, "me");
        assert!(matches!(&account.credential, Credential::Key(key) if key == b"key=="));
        let queue = account.endpoint(Service::Queue).unwrap();
        assert_eq!(queue.url("/q"), "https://me.queue.core.chinacloudapi.cn/q");
    }

    #[test]
    fn names_ignore_case_and_order_and_empty_parts() {
        let account = account_of(" ;accountkey=a2V5;;ACCOUNTNAME = me ;");
        let table = account.endpoint(Service::Table).unwrap();
        assert_eq!(table.url(""), "https://me.table.core.windows.net");
    }

    #[test]
    fn endpoints_that_are_given_win() {
        let account = account_of(
            "AccountName=devstoreaccount1;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:11000/devstoreaccount1;",
        );
        let blob = account.endpoint(Service::Blob).unwrap();
        assert_eq!(blob.authority, "127.0.0.1:11000");
        assert!(account.endpoint(Service::Queue).unwrap().https);
    }

    #[test]
    fn a_signature_needs_no_account_name() {
        let account = account_of(
            "QueueEndpoint=https://me.queue.core.windows.net/;SharedAccessSignature=?sv=2021&sig=a%2Bb%3D",
        );
        assert!(
            matches!(&account.credential, Credential::Signature(it) if it == "sv=2021&sig=a%2Bb%3D")
        );
        assert!(account.endpoint(Service::Blob).is_none());
    }

    #[test]
    fn development_storage_here_and_behind_a_proxy() {
        for text in ["UseDevelopmentStorage=true", "usedevelopmentstorage=True;"] {
            assert!(matches!(
                Connection::parse(text),
                Ok(Connection::Development)
            ));
        }
        let account =
            account_of("UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://azurite/");
        let queue = account.endpoint(Service::Queue).unwrap();
        assert_eq!(queue.url(""), "http://azurite:10001/devstoreaccount1");
    }

    #[test]
    fn each_mistake_is_named() {
        for (text, part) in [
            ("", "AccountKey"),
            ("AccountName=me", "AccountKey"),
            ("AccountKey=a2V5", "AccountName"),
            ("AccountName=me;AccountKey=%%%", "base64"),
            ("AccountName=m/e;AccountKey=a2V5", "AccountName"),
            (
                "AccountName=me;AccountKey=a2V5;BlobEndpoint=here",
                "BlobEndpoint",
            ),
            ("AccountName=me;AccountKey=a2V5;accountname=you", "twice"),
            ("SharedAccessSignature=sv=1", "endpoint"),
            ("UseDevelopmentStorage=false", "true"),
            ("AccountName=me;secret", "part 2"),
        ] {
            let message = error_of(text);
            assert!(message.contains(part), "{text}: {message}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics_and_no_error_shows_a_value(text in "[ -~]{0,60}") {
            let _ = Connection::parse(&text);
        }

        #[test]
        fn any_key_survives(key in proptest::collection::vec(any::<u8>(), 1..70)) {
            let text = format!("AccountKey={};AccountName=me", STANDARD.encode(&key));
            let account = account_of(&text);
            prop_assert!(matches!(account.credential, Credential::Key(read) if read == key));
        }

        #[test]
        fn a_wrong_key_is_never_shown(key in "[!-:<-~]{6,40}!") {
            let message = error_of(&format!("AccountName=me;AccountKey={key}"));
            prop_assert!(!message.contains(&key));
        }
    }
}
