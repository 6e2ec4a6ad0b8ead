//! The environment of the handler: this process's variables and local.settings.json.

use std::collections::BTreeMap;
use std::fmt;

/// Names and values. Prints names only.
#[derive(Clone, Default)]
pub struct Environment {
    values: BTreeMap<String, String>,
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

impl Environment {
    /// The value of a variable, by its exact name; on Windows ignoring case (H-START-07).
    pub fn get(&self, name: &str) -> Option<&str> {
        if cfg!(windows) {
            let mut values = self.values.iter();
            return values
                .find(|(key, _)| key.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.as_str());
        }
        self.values.get(name).map(String::as_str)
    }

    /// A setting as the .NET configuration finds it: any case, `:` and `__` the same
    /// (H-SET-14).
    pub fn setting(&self, name: &str) -> Option<&str> {
        let plain = |name: &str| name.replace("__", ":").to_ascii_lowercase();
        let wanted = plain(name);
        let mut values = self.values.iter();
        self.get(name).or_else(|| {
            values
                .find(|(key, _)| plain(key) == wanted)
                .map(|(_, value)| value.as_str())
        })
    }

    /// A connection by name (H-SET-23): `ConnectionStrings:AzureWebJobsN`, `AzureWebJobsN`,
    /// `ConnectionStrings:N`, `N`. `None` when none of them has a value.
    pub fn connection(&self, name: &str) -> Option<&str> {
        let names = [
            format!("ConnectionStrings:AzureWebJobs{name}"),
            format!("AzureWebJobs{name}"),
            format!("ConnectionStrings:{name}"),
            name.to_owned(),
        ];
        let mut values = names.iter().filter_map(|name| self.setting(name));
        values.find(|value| !value.is_empty())
    }

    /// Sets a variable.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.values.insert(name.into(), value.into());
    }

    /// All variables.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(k, v)| (k.as_str(), v.as_str()))
    }

    /// Replaces each `%NAME%` that is set; an unset one stays (H-CFG-30).
    pub fn expand(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('%') {
            out.push_str(before);
            let named = after.split_once('%');
            match named.and_then(|(name, left)| Some((self.get(name)?, left))) {
                Some((value, left)) => {
                    out.push_str(value);
                    rest = left;
                }
                None => {
                    out.push('%');
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        out
    }
}
