//! The effective host.json: flattened, with overrides from the environment on top.

use std::collections::BTreeMap;

/// host.json as .NET configuration sees it: `customHandler:description:arguments:0` -> text
/// (H-HOST-09). Keys ignore case (H-HOST-10).
#[derive(Debug, Clone, Default)]
pub struct Config {
    values: BTreeMap<String, String>,
}

impl Config {
    /// The text at a path such as `extensions:queues:batchSize`.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.values.get(&path.to_lowercase()).map(String::as_str)
    }

    /// Sets the text at a path.
    pub fn set(&mut self, path: &str, value: impl Into<String>) {
        self.values.insert(path.to_lowercase(), value.into());
    }

    /// The values directly below a path whose children are numbered, in order.
    pub fn list(&self, path: &str) -> Vec<&str> {
        let prefix = format!("{}:", path.to_lowercase());
        let below = self.values.range(prefix.clone()..);
        let below = below.take_while(|(key, _)| key.starts_with(&prefix));
        let mut items: Vec<(usize, &str)> = below
            .filter_map(|(key, value)| Some((key[prefix.len()..].parse().ok()?, value.as_str())))
            .collect();
        items.sort_by_key(|(index, _)| *index);
        items.into_iter().map(|(_, value)| value).collect()
    }

    /// The names, in lower case, and values directly below a path.
    pub fn children(&self, path: &str) -> Vec<(&str, &str)> {
        let prefix = format!("{}:", path.to_lowercase());
        let below = self.values.range(prefix.clone()..);
        let below = below.take_while(|(key, _)| key.starts_with(&prefix));
        let named = below.map(|(key, value)| (&key[prefix.len()..], value.as_str()));
        named.filter(|(name, _)| !name.contains(':')).collect()
    }

    /// Everything, by lower-case path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(k, v)| (k.as_str(), v.as_str()))
    }

    /// True when the path has a value or anything below it (H-CFG-04).
    pub fn exists(&self, path: &str) -> bool {
        let path = path.to_lowercase();
        let prefix = format!("{path}:");
        self.values.contains_key(&path)
            || self
                .values
                .range(prefix.clone()..)
                .next()
                .is_some_and(|(key, _)| key.starts_with(&prefix))
    }

    /// A whole number at a path.
    pub fn number(&self, path: &str) -> Option<i64> {
        self.get(path)?.trim().parse().ok()
    }

    /// A boolean at a path (H-CFG-21).
    pub fn switch(&self, path: &str) -> Option<bool> {
        match self.get(path)?.trim().to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }
}
