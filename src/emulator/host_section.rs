//! The `Host` section of local.settings.json: port and CORS of the front end.

use std::net::IpAddr;

use crate::app::App;
use crate::json::{Node, Value};

/// What the section says (H-SET-08). It holds no secret.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HostSection {
    /// `LocalHttpPort`; 0 in the file means the default (H-ROUTE-01).
    pub port: Option<u16>,
    /// `LocalHttpAddress`, when it is an IP address.
    pub address: Option<IpAddr>,
    /// `CORS` (H-ROUTE-23).
    pub cors: Vec<String>,
    /// `CORSCredentials` (H-ROUTE-24).
    pub cors_credentials: bool,
}

impl HostSection {
    /// Reads the section; what is missing or wrong counts as not there.
    pub fn read(app: &App) -> HostSection {
        let settings = app.settings();
        let Some(section) = settings.and_then(|settings| settings.top("Host")) else {
            return HostSection::default();
        };
        let text = |key: &str| section.value.at(&[key]).and_then(scalar);
        let parsed = |key: &str| text(key)?.parse().ok();
        HostSection {
            port: parsed("LocalHttpPort").filter(|port| *port != 0),
            address: text("LocalHttpAddress").and_then(|text| text.parse().ok()),
            cors: text("CORS").map(origins).unwrap_or_default(),
            cors_credentials: text("CORSCredentials")
                .is_some_and(|text| text.eq_ignore_ascii_case("true")),
        }
    }
}

/// A list of origins: separated by commas, spaces belong to them (H-ROUTE-23).
pub fn origins(text: &str) -> Vec<String> {
    let origins = text.split(',').filter(|origin| !origin.is_empty());
    origins.map(str::to_owned).collect()
}

fn scalar(node: &Node) -> Option<&str> {
    match &node.value {
        Value::String(text) | Value::Number(text) => Some(text),
        Value::Bool(true) => Some("true"),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::app::Root;

    fn read(settings: &str) -> HostSection {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("host.json"), "{}").unwrap();
        std::fs::write(dir.path().join("local.settings.json"), settings).unwrap();
        HostSection::read(&App::load(&Root::new(dir.path())))
    }

    #[test]
    fn member_names_ignore_case() {
        // V-109, H-SET-08
        let section = read(
            r#"{"Host": {"localhttpport": 7072, "CORS": "http://a.com,http://b.com", "CORSCredentials": true}}"#,
        );
        assert_eq!(section.port, Some(7072));
        assert_eq!(section.cors, ["http://a.com", "http://b.com"]);
        assert!(section.cors_credentials);
    }

    #[test]
    fn what_says_nothing_is_the_default() {
        // H-ROUTE-01, H-SET-03
        let nothing = HostSection::default();
        assert_eq!(read("{}"), nothing);
        assert_eq!(read(r#"{"host": {"LocalHttpPort": 1}}"#), nothing);
        assert_eq!(
            read(r#"{"Host": {"LocalHttpPort": 0, "CORS": ""}}"#),
            nothing
        );
        assert_eq!(
            read(r#"{"Host": {"LocalHttpPort": "x", "CORS": null}}"#),
            nothing
        );
    }
}
