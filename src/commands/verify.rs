//! `fch verify`: a zip that anything made, judged as `fch package` judges its own.

mod manifest;

use std::path::Path;
use std::time::Instant;

use super::config;
use super::selection::Selection;
use super::validate::{exit, output};
use crate::app::handler::Executable;
use crate::app::{App, HOST_JSON, Overlay, Root};
use crate::build::Target;
use crate::cli::{BaselineArgs, VerifyArgs};
use crate::diagnostics::Finding;
use crate::error::Result;
use crate::exit::Exit;
use crate::hosting::Os;
use crate::lint::{self, Options, levels};
use crate::package::rules::{File, Judged, judge, manifest_mismatch};
use crate::package::{self, Foreign};
use crate::report::{Check, Report};
use crate::ui::Shell;

/// Runs `fch verify`.
///
/// # Errors
/// When the file cannot be read. One that is no zip is a finding.
pub fn run(args: &VerifyArgs, shell: &Shell) -> Result<Exit> {
    let started = Instant::now();
    let shown = args.file.display().to_string();
    let baseline = BaselineArgs::default();
    let selection = Selection::new(&args.lint, &baseline)?;
    let here = selection.config(&Root::new(""))?;
    let options = selection.options(&here);
    let target = Target::parse(args.target.as_deref().unwrap_or("linux"))?;
    let platform = target.platform();
    config::check_machines(&here.config, options.plan, platform.os)?;
    let manifest = args.manifest.as_deref();
    let manifest = manifest
        .map(|path| manifest::read(path, &args.file))
        .transpose()?;
    let package = Foreign::open(&args.file, &shown)?.with_hashes(manifest.is_some());
    let mut texts = package.texts()?;
    let executable = executable(&app(&args.file, &texts));
    if let Some(name) = &executable
        && let Some(script) = package.script(name)?
    {
        texts.push((name.clone(), script));
    }
    let app = app(&args.file, &texts);
    let (files, mut findings) = package.unpack(executable.as_deref())?;
    findings.extend(package.secrets()?);
    let executable = executable.filter(|name| is_meant(name, &app, &files));
    if package.is_archive() {
        let judged = Judged {
            files: &files,
            executable: executable.as_deref(),
            required: &[],
            platform,
            conditions: config::conditions(&here.config, options.plan, platform),
            size: package.size(),
            archive: &shown,
            shown_root: &shown,
        };
        findings.extend(judge(&judged));
        if let Some(manifest) = &manifest {
            let sha256 = package.sha256()?;
            findings.extend(manifest_mismatch::check(&judged, sha256, manifest));
        }
    }
    if texts.iter().any(|(name, _)| name == HOST_JSON) {
        let linted = linted(&app, &options, platform.os);
        findings.retain(|finding| !finding.repeats_any(&linted));
        findings.extend(linted);
    }
    levels::apply(&options.layers, &mut findings);
    lint::sort(&mut findings);
    let report = Report {
        check: Check::Verify,
        findings,
        apps: 1,
        files: files.len(),
        elapsed: started.elapsed(),
        ..Report::default()
    };
    let linted = lint::rules::ALL.iter().map(|rule| &rule.info);
    let rules: Vec<_> = linted.chain(package::rules_of_verifying()).collect();
    output::write(&report, &rules, &args.output, shell)?;
    Ok(exit(&report, args.fail_on, &args.output))
}

/// The app in the zip: its files lie below the zip's own path, where the disk has nothing.
fn app(zip: &Path, texts: &[(String, String)]) -> App {
    let root = Root::new(zip);
    let mut overlay = Overlay::default();
    for (name, text) in texts {
        overlay.insert(root.dir.join(name), text.clone());
    }
    App::load_over(&root, &overlay)
}

/// The executable that host.json names, if it is a path in the app.
fn executable(app: &App) -> Option<String> {
    match app.handler()?.executable() {
        Executable::InApp(path) => Some(path),
        _ => None,
    }
}

/// Whether the executable has to be in the package. A runtime such as `node` is one from PATH,
/// unless the package brings it.
fn is_meant(name: &str, app: &App, files: &[File]) -> bool {
    app.own_executable().is_some() || files.iter().any(|file| file.name == name)
}

/// What the linter says of the files that are in the zip. Rules that look for others on this
/// machine have nothing to look at, and nothing in a zip can be mended.
fn linted(app: &App, options: &Options, os: Os) -> Vec<Finding> {
    let mut findings = lint::run(app, options).findings;
    findings.retain(|finding| {
        let right_there = os == Os::Windows && finding.rule.name == "exe-on-linux";
        !lint::rules::is_local(finding.rule) && !right_there
    });
    for finding in &mut findings {
        finding.fix = None;
    }
    findings
}
