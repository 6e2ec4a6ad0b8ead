//! How the handler is started: `customHandler` or `httpWorker` of the effective host.json.

use std::path::PathBuf;
use std::time::Duration;

/// The handler's description, with paths resolved (H-CFG-26) and `%VAR%` of the environment
/// expanded in the executable and the worker path (H-CFG-30). The arguments are as written: they
/// are put together when the port is known (H-START-08, H-START-09).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandlerPlan {
    /// The program: an absolute path, or a name for the system to find (H-CFG-26).
    pub executable: String,
    /// `defaultExecutablePath` as written in host.json, for messages.
    pub written: String,
    /// `arguments`.
    pub arguments: Vec<String>,
    /// `defaultWorkerPath`.
    pub worker_path: Option<String>,
    /// `workerArguments`.
    pub worker_arguments: Vec<String>,
    /// The process's current directory (H-CFG-16), absolute.
    pub working_directory: PathBuf,
    /// The app's root, for `FUNCTIONS_APP_ROOT_PATH`.
    pub root: PathBuf,
    /// `port`, when it is fixed (H-CFG-40).
    pub port: Option<u16>,
    /// How long it may take to answer (H-CFG-11).
    pub initialization_timeout: Duration,
    /// `useStdErrorStreamForErrorsOnly` (H-START-18, H-START-19).
    pub stderr_is_error: bool,
    /// True for the legacy `httpWorker` section (H-CFG-03): always forwards, and to `/Function`.
    pub legacy: bool,
    /// `enableForwardingHttpRequest`.
    pub forwarding: bool,
    /// `enableProxyingHttpRequest`.
    pub proxying: bool,
}
