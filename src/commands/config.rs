//! `fch.toml` of an app, read and checked as a whole: what one command does not use is checked
//! all the same.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use toml::Spanned;

use crate::app::{App, Root, discover};
use crate::build::command;
use crate::config::Config;
use crate::diagnostics::Source;
use crate::error::{Failure, Result};
use crate::hosting::{Conditions, HostingPlan, Os, Platform, has_machines};
use crate::lint::levels::Layer;
use crate::package::levels::RULEBOOK;
use crate::package::{Listed, Lists};

/// What the nearest `fch.toml` says: in the app's root, or in a folder above it up to the root of
/// the git repository.
///
/// # Errors
/// When the file is not valid.
pub(super) fn of(app: &App) -> Result<Config> {
    let checked = Checked::read(&discover::folders_to_repository(&app.root))?;
    Ok(checked.config)
}

/// What the machines for `platform` are known to have: those of `plan`, or of the plan that
/// `fch.toml` names, and what that knows better.
pub(super) fn conditions(
    config: &Config,
    plan: Option<HostingPlan>,
    platform: Platform,
) -> Conditions {
    let plan = plan.or(config.lint.plan);
    let overrides = plan.and_then(|plan| config.plans.get(&plan).copied());
    Conditions::of(plan, platform, overrides.unwrap_or_default())
}

/// Whether the plan, or the one that `fch.toml` names, has machines with this system.
///
/// # Errors
/// When it has Linux machines only, and Windows is asked for.
pub(super) fn check_machines(config: &Config, plan: Option<HostingPlan>, os: Os) -> Result<()> {
    match plan.or(config.lint.plan) {
        Some(plan) if os == Os::Windows && !has_machines(plan, os) => {
            let what = format!("there is no Windows on the plan `{}`", plan.word());
            Err(Failure::usage(what)
                .help("use `--target linux`, or name another plan with `--plan`"))
        }
        _ => Ok(()),
    }
}

/// What `config` says about the files of `app`'s package.
///
/// # Errors
/// When a pattern is none.
pub(super) fn lists_of(app: &App, config: &Config) -> Result<Lists> {
    let folders = discover::folders_to_repository(&app.root);
    lists(config, folders.first() != Some(&config.folder))
}

fn lists(config: &Config, shared: bool) -> Result<Lists> {
    let source = Arc::new(Source::new(config.shown(), config.text()));
    let listed = |pattern: &Spanned<String>| Listed {
        pattern: pattern.get_ref().clone(),
        span: pattern.span(),
    };
    let package = &config.package;
    let include = package.include.as_ref();
    let include = include.map(|list| list.iter().map(listed).collect());
    let exclude = package.exclude.iter().map(listed).collect();
    Lists::new(&source, include, exclude, shared)
        .map_err(|bad| config.invalid(Some(bad.offset), &bad.why))
}

/// An `fch.toml` in which all is well, and its levels of rules.
pub(super) struct Checked {
    pub(super) config: Config,
    pub(super) layers: Vec<Layer>,
}

impl Checked {
    fn read(folders: &[PathBuf]) -> Result<Self> {
        let config = Config::nearest(folders)?;
        command::check(&config)?;
        lists(&config, true)?;
        let layers = Layer::from_config(&config, &RULEBOOK)?;
        Ok(Checked { config, layers })
    }
}

/// The `fch.toml` of many apps. What stands above several of them is looked for and read once.
#[derive(Default)]
pub(super) struct Configs {
    above: Mutex<HashMap<PathBuf, Arc<Checked>>>,
}

impl Configs {
    /// What [`of`] says of the app at `root`.
    ///
    /// # Errors
    /// As [`of`].
    pub(super) fn of(&self, root: &Root) -> Result<Arc<Checked>> {
        let own = root.dir.join(crate::config::FILE);
        match discover::folder_above(root) {
            Some(folder) if own.symlink_metadata().is_err() => self.read_once(folder),
            _ => Ok(Arc::new(Checked::read(&discover::folders_to_repository(
                root,
            ))?)),
        }
    }

    fn read_once(&self, folder: PathBuf) -> Result<Arc<Checked>> {
        let known = || self.above.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(checked) = known().get(&folder) {
            return Ok(Arc::clone(checked));
        }
        // Others may read the same meanwhile; that does less harm than to wait.
        let checked = Arc::new(Checked::read(&discover::folders_from(&folder))?);
        known().insert(folder, Arc::clone(&checked));
        Ok(checked)
    }
}
