//! Who may read a file: the one thing here that differs between operating systems.

use std::io;
use std::path::Path;

/// Mode 0600.
#[cfg(unix)]
pub(super) fn only_for_this_user(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
}

/// Elsewhere a file in the user's folders is the user's already.
#[cfg(not(unix))]
pub(super) fn only_for_this_user(_path: &Path) -> io::Result<()> {
    Ok(())
}
