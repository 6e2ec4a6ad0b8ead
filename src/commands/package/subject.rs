//! An app to be packaged, and what is asked for: the arguments, `fch.toml` and the app's own
//! files made into a request.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::app::{App, Root};
use crate::build::Target;
use crate::cli::{BaselineArgs, PackageArgs};
use crate::commands::config;
use crate::commands::selection::Selection;
use crate::config::Config;
use crate::error::{Failure, Result};
use crate::hosting::{Conditions, HostingPlan, Os, Platform};
use crate::lint::levels::Layer;
use crate::package::{Lists, Request};

/// One app to be packaged.
pub(super) struct Subject {
    pub app: App,
    pub config: Config,
    pub target: Target,
    pub platform: Platform,
    /// The executable's name in the zip, when it is a file of the app.
    pub executable: Option<String>,
    /// Where the zip goes.
    pub output: PathBuf,
    /// The plan that the app is meant for.
    pub plan: Option<HostingPlan>,
    /// What the user makes of the rules, the weakest first.
    pub levels: Vec<Layer>,
    siblings: Rc<[PathBuf]>,
    required: Vec<String>,
    shown_root: String,
    lists: Lists,
    binary: Option<PathBuf>,
    unbuilt: bool,
}

impl Subject {
    /// The app at `root`; `written` are all files that this run writes.
    ///
    /// # Errors
    /// When the app's `fch.toml` is not valid, or `--binary` cannot be used.
    pub(super) fn new(
        args: &PackageArgs,
        root: &Root,
        output: PathBuf,
        written: &Rc<[PathBuf]>,
    ) -> Result<Self> {
        let app = App::load(root);
        let baseline = BaselineArgs::default();
        let counted = Selection::new(&args.lint, &baseline)?;
        let checked = counted.config(&app.root)?;
        let config = checked.config.clone();
        let target = Target::parse(args.target.as_deref().unwrap_or("linux"))?;
        let platform = target.platform();
        config::check_machines(&config, args.lint.plan, platform.os)?;
        let executable = executable(&app, platform);
        if let Some(binary) = &args.binary {
            check_binary(binary, &app, executable.is_some(), &output)?;
        }
        let looks_only = args.list || !args.why.is_empty();
        Ok(Subject {
            lists: config::lists_of(&app, &config)?,
            levels: counted.options(&checked).layers,
            plan: args.lint.plan.or(config.lint.plan),
            siblings: Rc::clone(written),
            required: app.required_files(),
            shown_root: app.root.show(""),
            binary: args.binary.clone(),
            unbuilt: looks_only && !args.no_build && args.binary.is_none(),
            app,
            config,
            target,
            platform,
            executable,
            output,
        })
    }

    pub(super) fn request(&self) -> Request<'_> {
        Request {
            root: &self.app.root.dir,
            shown_root: &self.shown_root,
            executable: self.executable.as_deref(),
            required: &self.required,
            output: &self.output,
            siblings: &self.siblings,
            lists: Some(&self.lists),
            binary: self.binary.as_deref(),
            levels: &self.levels,
            unbuilt: self.unbuilt,
        }
    }

    /// What the package has to fit: the plan, and what `fch.toml` knows better about it.
    pub(super) fn conditions(&self) -> Conditions {
        config::conditions(&self.config, self.plan, self.platform)
    }

    /// Where the executable's bytes are taken from, if they are there.
    pub(super) fn executable_file(&self) -> Option<PathBuf> {
        let own = || Some(self.app.root.dir.join(self.executable.as_ref()?));
        let file = self.binary.clone().or_else(own)?;
        file.is_file().then_some(file)
    }
}

/// The executable's name in the zip. Windows starts nothing without an extension, so that is
/// how `fch build` names it.
fn executable(app: &App, platform: Platform) -> Option<String> {
    let path = app.own_executable()?;
    let bare = Path::new(&path).extension().is_none();
    let exe = platform.os == Os::Windows && bare;
    Some(if exe { format!("{path}.exe") } else { path })
}

fn check_binary(binary: &Path, app: &App, has_place: bool, output: &Path) -> Result<()> {
    let shown = binary.display();
    if !has_place {
        let host = app.root.show("host.json");
        return Err(Failure::usage(format!(
            "{host} starts no executable of the app, so {shown} has no place in the package"
        ))
        .help("set `defaultExecutablePath` to the name that it shall have"));
    }
    let meta = std::fs::metadata(binary).map_err(|error| Failure::io("read", binary, &error))?;
    if !meta.is_file() {
        return Err(Failure::usage(format!("{shown} is not a file")));
    }
    let same = binary.canonicalize().ok();
    if same.is_some() && same == output.canonicalize().ok() {
        return Err(
            Failure::usage(format!("the package would overwrite {shown}"))
                .help("choose another name with `--output`"),
        );
    }
    Ok(())
}
