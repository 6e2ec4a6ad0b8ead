//! How the handler is started: `customHandler` or `httpWorker` of the effective host.json.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Config, Environment};
use crate::bindings::timespan;

/// How long a handler may take to answer unless host.json says otherwise (H-CFG-11).
const INITIALIZATION_TIMEOUT: Duration = Duration::from_secs(30);

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

impl HandlerPlan {
    /// Reads the section the host would use (H-CFG-01..08); `None` when there is none. What the
    /// host refuses goes to `errors`, what it remarks on to `warnings`.
    pub fn read(
        config: &Config,
        environment: &Environment,
        root: &Path,
        errors: &mut Vec<String>,
        warnings: &mut Vec<String>,
    ) -> Option<HandlerPlan> {
        let section = choose(config, warnings)?;
        let mut reader = Reader {
            config,
            section,
            errors,
            warnings,
        };
        let legacy = section == LEGACY;
        let plan = HandlerPlan {
            executable: String::new(),
            written: reader.text("description:defaultExecutablePath"),
            arguments: reader.list("description:arguments"),
            worker_path: Some(reader.text("description:defaultWorkerPath"))
                .filter(|path| !path.is_empty())
                .map(|path| environment.expand(&path)),
            worker_arguments: reader.list("description:workerArguments"),
            working_directory: below(root, &reader.text("description:workingDirectory")),
            root: root.to_owned(),
            port: reader.port(),
            initialization_timeout: reader.timeout(),
            stderr_is_error: reader.switch("description:useStdErrorStreamForErrorsOnly", true),
            legacy,
            forwarding: reader.switch("enableForwardingHttpRequest", false),
            proxying: reader.switch("enableProxyingHttpRequest", false),
        };
        reader.check(&plan);
        let directory = below(root, &reader.text("description:workerDirectory"));
        Some(HandlerPlan {
            executable: resolve(&environment.expand(&plan.written), &directory),
            ..plan
        })
    }
}

const CURRENT: &str = "customHandler";
const LEGACY: &str = "httpWorker";

/// H-CFG-02, H-CFG-03.
fn choose(config: &Config, warnings: &mut Vec<String>) -> Option<&'static str> {
    match (config.exists(CURRENT), config.exists(LEGACY)) {
        (true, true) => {
            warnings.push(
                "host.json has `customHandler` and `httpWorker`; `httpWorker` is not used"
                    .to_owned(),
            );
            Some(CURRENT)
        }
        (true, false) => Some(CURRENT),
        (false, true) => {
            warnings
                .push("`httpWorker` in host.json is deprecated; use `customHandler`".to_owned());
            Some(LEGACY)
        }
        (false, false) => None,
    }
}

/// A relative path below the root, an absolute one as it is, the root for an empty one
/// (H-CFG-26, H-CFG-29).
fn below(root: &Path, path: &str) -> PathBuf {
    match path {
        "" => root.to_owned(),
        path => root.join(path),
    }
}

/// A file below `directory` becomes its full path; anything else stays as written, for the
/// system to find (H-CFG-26, H-CFG-28). On Windows the system also tries `.exe` (H-CFG-27).
fn resolve(written: &str, directory: &Path) -> String {
    let path = directory.join(written);
    match path.is_file() {
        true => path.display().to_string(),
        false => written.to_owned(),
    }
}

/// Reads values the way the .NET binder converts them (H-CFG-21, H-CFG-22).
struct Reader<'a> {
    config: &'a Config,
    section: &'static str,
    errors: &'a mut Vec<String>,
    warnings: &'a mut Vec<String>,
}

impl Reader<'_> {
    fn raw(&self, key: &str) -> Option<&str> {
        self.config.get(&format!("{}:{key}", self.section))
    }

    fn text(&self, key: &str) -> String {
        self.raw(key).unwrap_or_default().to_owned()
    }

    fn refuse(&mut self, key: &str, expected: &str) {
        let section = self.section;
        let key = key.replace(':', ".");
        self.errors
            .push(format!("`{section}.{key}` in host.json is not {expected}"));
    }

    fn switch(&mut self, key: &str, default: bool) -> bool {
        let text = self.text(key);
        match text.trim().to_ascii_lowercase().as_str() {
            "" => default,
            "true" => true,
            "false" => false,
            _ => {
                self.refuse(key, "true or false");
                default
            }
        }
    }

    /// A list, or one text that holds a JSON list and replaces it as a whole (H-CFG-23).
    fn list(&self, key: &str) -> Vec<String> {
        let whole = self.raw(key).map(serde_json::from_str::<Vec<String>>);
        match whole {
            Some(Ok(list)) => list,
            _ => {
                let items = self.config.list(&format!("{}:{key}", self.section));
                items.into_iter().map(str::to_owned).collect()
            }
        }
    }

    /// H-CFG-40; the legacy section has none.
    fn port(&mut self) -> Option<u16> {
        if self.section == LEGACY {
            return None;
        }
        let text = self.raw("port")?.trim().to_owned();
        match text.parse() {
            Ok(0) | Err(_) => {
                self.refuse("port", "a port that can be bound");
                None
            }
            Ok(port) => Some(port),
        }
    }

    /// H-CFG-11.
    fn timeout(&mut self) -> Duration {
        let key = "initializationTimeout";
        let text = self.text(key);
        match timespan::parse(text.trim()) {
            _ if text.is_empty() => INITIALIZATION_TIMEOUT,
            Some(span) => span.length(),
            None => {
                self.refuse(key, "a time span such as \"00:00:30\"");
                INITIALIZATION_TIMEOUT
            }
        }
    }

    /// H-CFG-06, H-CFG-07, H-CFG-09.
    fn check(&mut self, plan: &HandlerPlan) {
        let section = self.section;
        if !self.config.exists(&format!("{section}:description")) {
            self.errors
                .push(format!("`{section}` in host.json has no `description`"));
        } else if plan.written.is_empty() {
            self.refuse("description:defaultExecutablePath", "set");
        }
        let kind = self.text("type").to_ascii_lowercase();
        match kind.as_str() {
            "" | "http" | "1" => {}
            "none" | "0" if plan.legacy => {}
            "none" | "0" => self.warnings.push(
                "`customHandler.type` in host.json is `none`, which counts as `http`".to_owned(),
            ),
            _ => self.refuse("type", "`http` or `none`"),
        }
        // Read for its fault alone (H-CFG-20, H-CFG-22).
        self.switch("description:isDisabled", false);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(values: &[(&str, &str)], root: &Path) -> (Option<HandlerPlan>, Vec<String>, usize) {
        let mut config = Config::default();
        for (path, value) in values {
            config.set(path, *value);
        }
        let mut environment = Environment::default();
        environment.set("TestEnv", "TestVal");
        let (mut errors, mut warnings) = (Vec::new(), Vec::new());
        let plan = HandlerPlan::read(&config, &environment, root, &mut errors, &mut warnings);
        (plan, errors, warnings.len())
    }

    const PATH: &str = "customHandler:description:defaultExecutablePath";

    #[test]
    fn the_section_is_chosen_as_the_host_does() {
        // H-CFG-02, H-CFG-03, H-CFG-05..07, V-28, V-29, V-41
        let root = Path::new("/app");
        assert!(read(&[], root).0.is_none());
        let legacy = "httpWorker:description:defaultExecutablePath";
        let (plan, errors, warnings) = read(&[(PATH, "a"), (legacy, "b")], root);
        assert_eq!(
            (plan.unwrap().executable.as_str(), errors.len(), warnings),
            ("a", 0, 1)
        );
        let (plan, errors, warnings) = read(&[(legacy, "b")], root);
        assert!(plan.unwrap().legacy && errors.is_empty() && warnings == 1);
        let wrong = [("httpWorker:invalid:defaultExecutablePath", "x")];
        assert_eq!(read(&wrong, root).1.len(), 1);
        let wrong = [("httpWorker:description:langauge", "x")];
        assert_eq!(read(&wrong, root).1.len(), 1);
        let wrong = [
            (PATH, "a"),
            ("customHandler:enableForwardingHttpRequest", "yes"),
        ];
        assert!(read(&wrong, root).1[0].contains("enableForwardingHttpRequest"));
        let wrong = [(PATH, "a"), ("customHandler:port", "0")];
        assert_eq!(read(&wrong, root).1.len(), 1);
    }

    #[test]
    fn the_type_is_http_whatever_it_says() {
        // H-CFG-09, H-CFG-20, H-CFG-22
        let root = Path::new("/app");
        let with = |key: &str, value: &str| {
            let (_, errors, warnings) = read(&[(PATH, "a"), (key, value)], root);
            (errors.len(), warnings)
        };
        for (value, expected) in [
            ("http", (0, 0)),
            ("None", (0, 1)),
            ("0", (0, 1)),
            ("tcp", (1, 0)),
        ] {
            assert_eq!(with("customHandler:type", value), expected, "{value}");
        }
        let legacy = "httpWorker:description:defaultExecutablePath";
        let (plan, errors, _) = read(&[(legacy, "b"), ("httpWorker:port", "0")], root);
        assert_eq!((plan.unwrap().port, errors.len()), (None, 0), "H-CFG-40");
        assert_eq!(with("customHandler:description:isDisabled", "True"), (0, 0));
        assert_eq!(
            with("customHandler:description:isDisabled", "maybe"),
            (1, 0)
        );
    }

    #[test]
    fn paths_are_resolved_against_the_worker_directory() {
        // H-CFG-26..31, V-31, V-32, V-34, V-35
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("wd/h-dir")).unwrap();
        std::fs::write(dir.path().join("wd/h"), "").unwrap();
        let at = |executable: &str, worker: &str| {
            let values = [
                (PATH, executable),
                ("customHandler:description:workerDirectory", worker),
                ("customHandler:description:workingDirectory", "cwd"),
            ];
            read(&values, dir.path()).0.unwrap()
        };
        let plan = at("h", "wd");
        assert_eq!(Path::new(&plan.executable), dir.path().join("wd/h"));
        assert_eq!(plan.working_directory, dir.path().join("cwd"));
        assert_eq!(at("h", "").executable, "h");
        assert_eq!(at("h-dir", "wd").executable, "h-dir");
        assert_eq!(at("%TestEnv%", "wd").executable, "TestVal");
        assert_eq!(at("%NOPE%", "wd").executable, "%NOPE%");
    }

    #[test]
    fn lists_can_be_replaced_as_a_whole() {
        // H-CFG-23, V-37, V-38
        let key = "customHandler:description:arguments";
        let base = [
            (PATH, "h"),
            ("customHandler:description:arguments:0", "--a"),
        ];
        let with = |text| {
            let values = [base[0], base[1], (key, text)];
            read(&values, Path::new("/app")).0.unwrap().arguments
        };
        assert_eq!(with(r#"["--x", "--y"]"#), ["--x", "--y"]);
        assert_eq!(with("not json"), ["--a"]);
    }
}
