//! .funcignore: which files stay out of a deployment.

/// The file, in the app's root only (H-IGN-01).
pub const FILE_NAME: &str = ".funcignore";
