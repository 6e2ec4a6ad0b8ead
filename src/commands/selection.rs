//! Which findings count: the command line, then `fch.toml`. The one way to the linter for
//! `fch validate` and `fch package`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::config::{Checked, Configs};
use crate::app::{App, Root};
use crate::cli::{BaselineArgs, LintArgs};
use crate::config::Config;
use crate::diagnostics::Finding;
use crate::error::{Failure, Result};
use crate::lint::baseline::Baseline;
use crate::lint::levels::{Layer, Levels};
use crate::lint::{self, Options};
use crate::package::levels::RULEBOOK;
use crate::report::Silenced;
use crate::ui::Shell;

/// What the user selected, and what that left out so far.
pub(super) struct Selection<'a> {
    args: &'a LintArgs,
    files: &'a BaselineArgs,
    flags: Levels,
    configs: Configs,
    baselines: BTreeMap<PathBuf, Baseline>,
    /// What is not among the findings.
    pub(super) silenced: Silenced,
}

impl<'a> Selection<'a> {
    /// # Errors
    /// When the command line names a rule that there is not.
    pub(super) fn new(args: &'a LintArgs, files: &'a BaselineArgs) -> Result<Self> {
        let mut flags = Levels::new(&RULEBOOK);
        for (level, rule) in &args.levels.0 {
            flags.set(rule, *level)?;
        }
        Ok(Selection {
            args,
            files,
            flags,
            configs: Configs::default(),
            baselines: BTreeMap::new(),
            silenced: Silenced::default(),
        })
    }

    /// The findings of an app that count.
    ///
    /// # Errors
    /// When its `fch.toml` or its baseline cannot be read.
    pub(super) fn lint(&mut self, app: &App) -> Result<Vec<Finding>> {
        let checked = self.config(&app.root)?;
        let outcome = lint::run(app, &self.options(&checked));
        self.count(&app.root, &checked.config, outcome)
    }

    /// What counts of the linter's findings in the app at `root`.
    ///
    /// # Errors
    /// When the baseline cannot be read.
    pub(super) fn count(
        &mut self,
        root: &Root,
        config: &Config,
        outcome: lint::Outcome,
    ) -> Result<Vec<Finding>> {
        self.silenced.suppressed += outcome.suppressed;
        let mut findings = outcome.findings;
        if let Some(path) = self.baseline(config)? {
            let baseline = match self.baselines.remove(&path) {
                Some(baseline) => baseline,
                None => read(&path)?,
            };
            let baseline = self.baselines.entry(path).or_insert(baseline);
            self.silenced.known += baseline.hide(&mut findings);
            self.silenced.gone += baseline.gone(&root.dir);
        }
        Ok(findings)
    }

    /// The `fch.toml` of the app at `root`.
    ///
    /// # Errors
    /// When it is not valid.
    pub(super) fn config(&self, root: &Root) -> Result<Arc<Checked>> {
        self.configs.of(root)
    }

    /// How the linter has to judge an app with this `fch.toml`.
    pub(super) fn options(&self, checked: &Checked) -> Options {
        let mut layers = checked.layers.clone();
        layers.push(Layer::everywhere(self.flags.clone()));
        Options {
            plan: self.args.plan.or(checked.config.lint.plan),
            layers,
            ..Options::default()
        }
    }

    /// With `--write-baseline`: writes all of `findings` and leaves those that no baseline takes.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn write(&mut self, findings: &mut Vec<Finding>, shell: &Shell) -> Result<()> {
        let Some(path) = &self.files.write_baseline else {
            return Ok(());
        };
        let mut baseline = Baseline::of(findings, folder(path));
        std::fs::write(path, baseline.render())
            .map_err(|error| Failure::io("write", path, &error))?;
        self.silenced.known += baseline.hide(findings);
        shell.status("Wrote", path.display());
        Ok(())
    }

    /// A new baseline is made of everything, so no other one is read then.
    fn baseline(&self, config: &Config) -> Result<Option<PathBuf>> {
        if self.files.write_baseline.is_some() {
            return Ok(None);
        }
        if self.files.baseline.is_some() {
            return Ok(self.files.baseline.clone());
        }
        match config.lint.baseline.as_deref() {
            Some("") => Err(Failure::usage("`lint.baseline` in fch.toml is empty")
                .help("name a file, or remove the key")),
            configured => Ok(configured.map(|file| config.folder.join(file))),
        }
    }
}

fn read(path: &Path) -> Result<Baseline> {
    const WRITE: &str = "`fch validate --write-baseline FILE` writes one";
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::io("read", path, &error).help(WRITE))?;
    Baseline::parse(&text, folder(path)).map_err(|why| {
        let shown = path.display();
        Failure::usage(format!("{shown} is not a baseline"))
            .because(why)
            .help(WRITE)
    })
}

/// The folder of a file; empty for the current one.
fn folder(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}
