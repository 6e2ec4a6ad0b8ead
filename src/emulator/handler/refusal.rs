//! Why a process could not be started, and what to do about it (H-START-39).

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::image::Image;
use crate::diagnostics::Finding;
use crate::emulator::faults::{self, spawn_failed};
use crate::emulator::plan::HandlerPlan;

/// `ENOEXEC` of every Unix: the kernel does not know the format.
const UNKNOWN_FORMAT: i32 = 8;

/// There is no such file, neither in the app's root nor on `PATH`.
pub fn missing(plan: &HandlerPlan, name: &str) -> Finding {
    let found = finding(plan, "there is no such file");
    let found = found.note(format!(
        "looked for `{}`, and for `{name}` on PATH",
        plan.root.join(name).display()
    ));
    if name.contains('%') {
        return found.help("set the variable between the `%` signs, it has no value");
    }
    if plan.working_directory.join(name).is_file() {
        return found.help(
            "write the path relative to the app's root: `workingDirectory` plays no part in \
             finding the executable",
        );
    }
    found
}

/// What would go wrong, seen before trying: the C library runs a text without `#!` in a shell
/// where Azure's host does not, and a bad directory looks like a missing file.
pub fn foresee(plan: &HandlerPlan, program: &Path) -> Option<Finding> {
    let folder = &plan.working_directory;
    if !folder.is_dir() {
        let reason = format!(
            "its working directory `{}` does not exist",
            folder.display()
        );
        return Some(finding(plan, &reason));
    }
    if program.is_dir() {
        return Some(finding(plan, "it is a folder"));
    }
    if cfg!(windows) || runs_foreign_programs() {
        return None;
    }
    let image = image(program)?;
    let found = finding(plan, &image.refusal()?);
    Some(match image {
        Image::Other => found.help("begin a script with a line such as `#!/bin/sh`"),
        _ => found.help("build it for this system: `fch build`"),
    })
}

/// What the system's refusal means.
pub fn explain(plan: &HandlerPlan, program: &Path, error: &io::Error) -> Finding {
    match error.kind() {
        io::ErrorKind::NotFound if program.is_file() => interpreter(plan, program),
        io::ErrorKind::NotFound => finding(plan, "there is no such file")
            .note(format!("looked for `{}`", program.display())),
        io::ErrorKind::PermissionDenied if cfg!(unix) => finding(plan, "it is not executable")
            .note("only on Consumption plans does Azure's host add the permission itself")
            .help(format!(
                "make it executable: `chmod +x {}`",
                program.display()
            )),
        _ if cfg!(unix) && error.raw_os_error() == Some(UNKNOWN_FORMAT) => {
            finding(plan, "it is not a program for this system")
                .help("build it for this system: `fch build`")
        }
        _ => finding(plan, &error.to_string()),
    }
}

/// The file is there, but what has to run it is not.
fn interpreter(plan: &HandlerPlan, program: &Path) -> Finding {
    let Some(Image::Script(path)) = image(program) else {
        return finding(
            plan,
            "the loader it was linked for is missing on this system",
        )
        .help("link it statically, or build it on a system like the one it runs on");
    };
    if let Some(path) = path.strip_suffix('\r') {
        return finding(plan, "its first line ends with a carriage return").help(format!(
            "save it with Unix line ends: the system looks for `{path}` plus a carriage return"
        ));
    }
    finding(plan, &format!("its interpreter `{path}` is missing"))
        .help("install it, or mend the first line of the script")
}

fn finding(plan: &HandlerPlan, reason: &str) -> Finding {
    let message = format!("the handler `{}` cannot be started: {reason}", plan.written);
    faults::finding(&spawn_failed::INFO, "host.json", message)
}

fn image(program: &Path) -> Option<Image> {
    let mut start = Vec::new();
    let file = File::open(program).ok()?;
    file.take(256).read_to_end(&mut start).ok()?;
    Some(Image::of(&start))
}

/// True when this Linux hands programs of other systems to an emulator.
fn runs_foreign_programs() -> bool {
    let folder = std::fs::read_dir("/proc/sys/fs/binfmt_misc");
    folder.is_ok_and(|entries| {
        let names = entries.flatten().map(|entry| entry.file_name());
        names
            .into_iter()
            .any(|name| name != "register" && name != "status")
    })
}
