//! How folders are watched: the one thing here that differs between operating systems.

/// Whether one watch covers all folders below it. inotify has none such: each folder counts
/// against a limit, so that ignored ones are better left out.
pub(super) const RECURSIVE: bool = !cfg!(any(target_os = "linux", target_os = "android"));
