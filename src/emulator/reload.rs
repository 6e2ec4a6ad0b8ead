//! `--watch`: from changed files to an app that is ready to be swapped in.

use std::fmt;
use std::sync::Arc;

use tokio::task::JoinHandle;

use super::event::{Events, Level};
use super::host::Setup;
use super::plan::Plan;
use super::watch::{Change, Changed, Outputs, Sorter, Watch};
use crate::app::{App, Root};
use crate::error::Result;

/// What builds the handler again.
#[derive(Clone)]
pub enum Rebuild {
    /// Nothing does, or somebody else.
    Nothing,
    /// This builds always when sources changed, and what is stale after any other change. Blocks
    /// while it builds; the compiler speaks for itself.
    With(Arc<dyn Fn(Change) -> Result<()> + Send + Sync>),
}

impl Rebuild {
    /// True when there is something to build.
    pub fn builds(&self) -> bool {
        matches!(self, Rebuild::With(_))
    }

    /// Builds in the background, if anything.
    pub fn begin(&self, change: Change) -> JoinHandle<Result<()>> {
        let rebuild = self.clone();
        tokio::task::spawn_blocking(move || match rebuild {
            Rebuild::Nothing => Ok(()),
            Rebuild::With(build) => build(change),
        })
    }
}

impl fmt::Debug for Rebuild {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rebuild")
    }
}

/// Waits for changes of one app, and builds when they ask for it.
pub struct Reloads {
    root: Root,
    watch: Watch,
    rebuild: Rebuild,
    /// The build that runs: it goes on when nobody waits for it.
    building: Option<JoinHandle<Result<()>>>,
    /// What changed while it ran, not acted on yet.
    meanwhile: Option<Changed>,
    outputs: Outputs,
    events: Events,
}

impl Reloads {
    /// Begins to watch the app.
    ///
    /// # Errors
    /// When the system cannot watch files.
    pub fn new(setup: &Setup, plan: &Plan, rebuild: Rebuild) -> Result<Reloads> {
        let sorter = sorter(&setup.root, plan, rebuild.builds());
        Ok(Reloads {
            watch: Watch::new(&setup.root.dir, sorter)?,
            root: setup.root.clone(),
            rebuild,
            building: None,
            meanwhile: None,
            outputs: Outputs::default(),
            events: setup.events.clone(),
        })
    }

    /// Resolves when the app has changed and is built. A build that fails is reported, and the
    /// running app stays. Nothing is lost when this is dropped before it resolves.
    pub async fn next(&mut self) {
        loop {
            if let Some(building) = &mut self.building {
                let built = building.await;
                self.building = None;
                if self.rebuild.builds() {
                    self.look_back().await;
                }
                match built {
                    // What is not the latest is not worth a swap.
                    Ok(Ok(())) if self.meanwhile.is_some() => {}
                    Ok(Ok(())) => return,
                    Ok(Err(failure)) => self.failed(&failure),
                    Err(error) => self.failed(&error),
                }
            }
            let changed = match self.meanwhile.take() {
                Some(changed) => changed,
                None => match self.watch.next().await {
                    Some(changed) => changed,
                    None => return std::future::pending().await,
                },
            };
            self.events.host(Level::Information, told(&changed));
            self.building = Some(self.rebuild.begin(changed.change));
        }
    }

    /// Watches what the new host.json and `.gitignore` say.
    pub fn follow(&mut self, plan: &Plan) {
        let sorter = sorter(&self.root, plan, self.rebuild.builds());
        self.watch.sort_with(sorter);
    }

    /// Keeps what the user changed during a build, and not what the build itself wrote: that
    /// would make it build for ever.
    async fn look_back(&mut self) {
        let Some(mut changed) = self.watch.so_far().await else {
            self.outputs.pause();
            return;
        };
        for path in self.outputs.note(&changed.paths) {
            let line = format!(
                "{} changes with every build: taken for something that the build writes",
                path.display()
            );
            self.events.host(Level::Information, line);
        }
        changed.paths.retain(|path| !self.outputs.contains(path));
        if !changed.paths.is_empty() || changed.change == Change::Reload {
            self.meanwhile = Some(changed);
        }
    }

    fn failed(&self, why: &impl std::fmt::Display) {
        let line = format!("the build failed, the old handler stays: {why}");
        self.events.host(Level::Error, line);
    }
}

/// The executable counts where fch does not write it.
fn sorter(root: &Root, plan: &Plan, is_built: bool) -> Sorter {
    let executable = App::load(root).own_executable().filter(|_| is_built);
    let watched = plan.config.list("watchFiles");
    let watched = watched.into_iter().map(str::to_owned).collect();
    Sorter::new(&root.dir, executable.as_deref(), watched)
}

/// `src/main.rs and 2 more changed`.
fn told(changed: &Changed) -> String {
    let what = match changed.paths.as_slice() {
        [] => "a function's folder".to_owned(),
        [path] => path.display().to_string(),
        [path, rest @ ..] => format!("{} and {} more", path.display(), rest.len()),
    };
    format!("{what} changed: reloading")
}
