//! The few things that differ between operating systems: shells, and permission to execute.

use std::io;
use std::path::Path;
use std::process::Command;

/// The platform's shell, about to run `line`.
#[cfg(not(windows))]
pub fn shell(line: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", line]);
    command
}

/// The platform's shell, about to run `line`. `cmd` does its own unquoting, so the line goes
/// to it as written, between the quotes that `/S` takes off again.
#[cfg(windows)]
pub fn shell(line: &str) -> Command {
    use std::os::windows::process::CommandExt;
    let mut command = Command::new("cmd");
    command
        .args(["/D", "/S", "/C"])
        .raw_arg(format!("\"{line}\""));
    command
}

/// Lets everyone run a file: mode 0755, unless everyone can already.
#[cfg(unix)]
pub(super) fn make_executable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    if std::fs::metadata(path)?.permissions().mode() & 0o111 == 0o111 {
        return Ok(());
    }
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))
}

/// Lets everyone run a file. Elsewhere than on Unix a file's name decides that.
#[cfg(not(unix))]
pub(super) fn make_executable(_path: &Path) -> io::Result<()> {
    Ok(())
}
