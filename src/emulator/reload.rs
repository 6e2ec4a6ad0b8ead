//! `--watch`: from changed files to an app that is ready to be swapped in.

use super::event::{Events, Level};
use super::host::Host;
use super::session::Rebuild;
use super::watch::{Change, Changed, Sorter, Watch};
use crate::app::App;
use crate::error::Result;

/// Waits for changes of one app, and builds when they ask for it.
pub struct Reloads {
    watch: Watch,
    build: Rebuild,
    events: Events,
}

impl Reloads {
    /// Begins to watch the app that `host` runs.
    ///
    /// # Errors
    /// When the system cannot watch files.
    pub fn new(host: &Host, app: &App, build: Rebuild) -> Result<Reloads> {
        let root = &host.plan.root;
        let watched = host.plan.config.list("watchFiles");
        let watched = watched.into_iter().map(str::to_owned).collect();
        let sorter = Sorter::new(root, app.own_executable().as_deref(), watched);
        Ok(Reloads {
            watch: Watch::new(root, sorter)?,
            build,
            events: host.events.clone(),
        })
    }

    /// Resolves when the app has changed and is built. A build that fails is reported, and the
    /// running app stays.
    pub async fn next(&mut self) {
        loop {
            let Some(changed) = self.watch.next().await else {
                return std::future::pending().await;
            };
            self.events.host(Level::Information, told(&changed));
            if changed.change == Change::Reload || self.builds().await {
                return;
            }
        }
    }

    async fn builds(&self) -> bool {
        let build = self.build.clone();
        let built = tokio::task::spawn_blocking(move || (build.0)()).await;
        let why = match built {
            Ok(Ok(())) => return true,
            Ok(Err(failure)) => failure.to_string(),
            Err(error) => error.to_string(),
        };
        let line = format!("the build failed, the old handler stays: {why}");
        self.events.host(Level::Error, line);
        false
    }
}

/// `src/main.rs changed: building`.
fn told(changed: &Changed) -> String {
    let what = match changed.paths.as_slice() {
        [] => "a function's folder".to_owned(),
        [path] => path.display().to_string(),
        [path, rest @ ..] => format!("{} and {} more", path.display(), rest.len()),
    };
    match changed.change {
        Change::Reload => format!("{what} changed: reloading"),
        Change::Rebuild => format!("{what} changed: building"),
    }
}
