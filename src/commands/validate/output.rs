//! Where the findings of `fch validate` go, and in which format.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use console::Style;

use crate::cli::{Format, ValidateOutput};
use crate::diagnostics::RuleInfo;
use crate::error::{Failure, Result};
use crate::report::{Checkout, Report, concise, github, human, json, junit, sarif, statistics};
use crate::ui::Shell;
use crate::ui::shell::Verbosity;

/// Writes the report to standard output, or to a file and its summary to standard error. `rules`
/// are all that could have spoken: code scanning lists them.
///
/// # Errors
/// When one of them cannot be written.
pub(in crate::commands) fn write(
    report: &Report,
    rules: &[&'static RuleInfo],
    options: &ValidateOutput,
    shell: &Shell,
) -> Result<()> {
    let to_terminal = file(options).is_none();
    let look = human::Look {
        color: to_terminal && shell.stdout_color(),
        width: shell.stdout_width().filter(|_| to_terminal),
    };
    let text = render(report, rules, options, look)?;
    match file(options) {
        Some(file) => replace(file, &text).map_err(|e| Failure::io("write", file, &e))?,
        None => shell.print(&text)?,
    }
    if options.format == Format::Github {
        append_to_job_summary(report, shell)?;
    }
    conclude(report, options, shell)
}

/// The file that the report goes to; `-` is standard output.
fn file(options: &ValidateOutput) -> Option<&Path> {
    let file = options.output_file.as_deref();
    file.filter(|file| *file != Path::new("-"))
}

fn render(
    report: &Report,
    rules: &[&'static RuleInfo],
    options: &ValidateOutput,
    look: human::Look,
) -> Result<String> {
    Ok(match options.format {
        Format::Human => human::findings(report, look) + &counted(report, options),
        Format::Concise => concise::render(report),
        Format::Json => json::render(report, options.statistics),
        Format::Sarif => sarif::render(report, rules, &checkout()?),
        Format::Github => github::render(report, &checkout()?),
        Format::Junit => junit::render(report),
    })
}

fn checkout() -> Result<Checkout> {
    let current = std::env::current_dir();
    let current = current.map_err(|e| Failure::io("read", Path::new("."), &e))?;
    Ok(Checkout::around(&current))
}

/// What stands behind the findings: for people on standard output, else apart from them on
/// standard error, where JSON needs nothing: it has it all.
fn conclude(report: &Report, options: &ValidateOutput, shell: &Shell) -> Result<()> {
    let to_stdout = file(options).is_none();
    match options.format {
        Format::Human if to_stdout && shell.verbosity() > Verbosity::Quiet => {
            shell.print(&human::summary(report, &shell.style()))?;
        }
        Format::Human | Format::Json if to_stdout => {}
        Format::Human | Format::Json => shell.note(plain_summary(report)),
        _ => shell.note(counted(report, options) + &plain_summary(report)),
    }
    Ok(())
}

fn plain_summary(report: &Report) -> String {
    let summary = human::summary(report, &Style::new().force_styling(false));
    summary.trim_end().to_owned()
}

/// The counts by rule, if they are asked for and there are any.
fn counted(report: &Report, options: &ValidateOutput) -> String {
    match statistics::table(report) {
        table if options.statistics && !table.is_empty() => table + "\n",
        _ => String::new(),
    }
}

/// GitHub Actions shows what is appended to this file below the job's log.
fn append_to_job_summary(report: &Report, shell: &Shell) -> Result<()> {
    let Some(file) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|file| !file.is_empty()) else {
        return Ok(());
    };
    let text = github::summary(report, &checkout()?);
    let opened = OpenOptions::new().append(true).create(true).open(&file);
    // The annotations are out already: a summary less is no reason to fail.
    if let Err(error) = opened.and_then(|mut file| file.write_all(text.as_bytes())) {
        let file = Path::new(&file).display();
        shell.warn(format_args!(
            "cannot write the job's summary to {file}: {error}"
        ));
    }
    Ok(())
}

/// Replaces a file in one step: whoever reads it sees the old report or the new one. Links are
/// followed, and what is no regular file, such as a pipe, is written to as it is.
fn replace(file: &Path, text: &str) -> io::Result<()> {
    // A link to what is not there yet: nobody reads that.
    if file.is_symlink() && !file.exists() {
        return std::fs::write(file, text);
    }
    let target = file.canonicalize().unwrap_or_else(|_| file.to_path_buf());
    if target.metadata().is_ok_and(|meta| !meta.is_file()) {
        return File::options()
            .write(true)
            .open(&target)?
            .write_all(text.as_bytes());
    }
    let folder = target.parent().filter(|folder| *folder != Path::new(""));
    let mut builder = tempfile::Builder::new();
    // Temporary files are private; a report should be what any new file is under the umask.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    // The failure names the report; where it would have been written before is no news.
    let new = builder.tempfile_in(folder.unwrap_or(Path::new(".")));
    let mut new = new.map_err(|error| io::Error::from(error.kind()))?;
    new.write_all(text.as_bytes())?;
    new.persist(&target)?;
    Ok(())
}
