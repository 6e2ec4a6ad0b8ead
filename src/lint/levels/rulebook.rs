//! The names that levels can be set for, whichever room the rules are in.

use std::sync::LazyLock;

use super::ALWAYS;
use crate::error::{Failure, Result};
use crate::lint::rules;
use crate::ui::words::suggestion;

/// The rules of the linter.
pub(in crate::lint) static LINTER: LazyLock<Rulebook> = LazyLock::new(Rulebook::of_linter);

/// Rules, and those among them that are errors whatever the user makes of them.
#[derive(Debug, Default)]
pub struct Rulebook {
    names: Vec<&'static str>,
    always: Vec<&'static str>,
}

impl Rulebook {
    /// The rules of the linter.
    pub fn of_linter() -> Rulebook {
        let names = rules::ALL.iter().map(|rule| rule.info.name);
        Rulebook::default().and(names, [ALWAYS])
    }

    /// Adds the rules of another room, and says which of them are `always` errors.
    #[must_use]
    pub fn and(
        mut self,
        names: impl IntoIterator<Item = &'static str>,
        always: impl IntoIterator<Item = &'static str>,
    ) -> Rulebook {
        self.names.extend(names);
        self.always.extend(always);
        self
    }

    /// Whether the rule can be neither allowed nor lowered.
    pub(super) fn is_always(&self, name: &str) -> bool {
        self.always.contains(&name)
    }

    /// The rule's own copy of its name.
    ///
    /// # Errors
    /// A usage [`Failure`] when there is no such rule.
    pub(in crate::lint) fn known(&self, name: &str) -> Result<&'static str> {
        let found = self.names.iter().copied().find(|known| *known == name);
        found.ok_or_else(|| {
            let help = suggestion(name, &self.names);
            Failure::usage(format!("there is no rule `{name}`"))
                .help(help.unwrap_or_else(|| "`fch explain` lists all rules".to_owned()))
        })
    }
}
