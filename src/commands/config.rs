//! `fch.toml` of an app, read and checked as a whole: what one command does not use is checked
//! all the same.

use crate::app::{App, discover};
use crate::build::command;
use crate::config::Config;
use crate::error::Result;
use crate::lint::levels::Layer;

/// What the nearest `fch.toml` says: in the app's root, or in a folder above it up to the root of
/// the git repository.
///
/// # Errors
/// When the file is not valid.
pub(super) fn of(app: &App) -> Result<Config> {
    let config = Config::nearest(&discover::folders_to_repository(&app.root))?;
    command::check(&config)?;
    Layer::from_config(&config)?;
    Ok(config)
}
