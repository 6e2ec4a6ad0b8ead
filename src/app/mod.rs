//! What a function app is: where its root is, which files make it, and lenient typed views of
//! host.json, function.json and local.settings.json that keep spans.
//!
//! Owns discovery (monorepos too), reading and decoding, the effective settings and the way
//! the host resolves the handler's executable (H-CFG). Judges nothing: a fault in a file is
//! kept as data, and `lint` turns it into a finding. Never hands out a setting's value as
//! printable text ([`settings::Secret`]).

pub mod binding;
pub mod build;
mod credential;
pub mod discover;
pub mod document;
pub mod funcignore;
mod functions;
pub mod git_index;
pub mod handler;
pub mod handler_file;
pub mod overlay;
pub mod settings;
pub mod spelling;
pub mod state_folder;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use binding::{Binding, Direction};
pub use discover::Root;
pub use document::Document;
pub use handler::Handler;
pub use overlay::Overlay;
pub use settings::Settings;

use crate::diagnostics::Source;
use crate::json::Node;

/// The file that makes a folder a function app.
pub const HOST_JSON: &str = "host.json";
/// The file that makes a sub-folder of an app a function.
pub const FUNCTION_JSON: &str = "function.json";
/// Settings for running locally; never deployed.
pub const LOCAL_SETTINGS: &str = "local.settings.json";

/// The `configurationProfile` for MCP servers (H-CFG-45).
pub const MCP_PROFILE: &str = "mcp-custom-handler";

/// Folders that hold what tools made or fetched, not what the user wrote.
const FOREIGN_DIRS: [&str; 3] = ["node_modules", "target", "obj"];

/// One function app, loaded.
#[derive(Debug)]
pub struct App {
    /// Where it is, and how to name its files.
    pub root: Root,
    /// host.json.
    pub host: Document,
    /// The functions the host would find (H-DISC-01, H-DISC-02), in its order: by name,
    /// ignoring case (H-DISC-07).
    pub functions: Vec<Function>,
    /// function.json files where the host never looks, as places.
    pub misplaced_functions: Vec<Arc<Source>>,
    /// local.settings.json, when there is one.
    pub settings: Option<Document>,
    /// .funcignore, when there is one.
    pub funcignore: Option<Arc<Source>>,
    /// Texts that go before the files of the disk.
    overlay: Overlay,
}

/// One folder with a function.json in it.
#[derive(Debug)]
pub struct Function {
    /// The folder's name, byte for byte (H-DISC-06).
    pub name: String,
    /// function.json.
    pub document: Document,
}

impl Function {
    /// The objects of the `bindings` array; the key is matched exactly (H-DISC-23).
    pub fn bindings(&self) -> impl Iterator<Item = Binding<'_>> + Clone {
        let root = self.document.root.as_ref();
        root.and_then(|root| root.member("bindings"))
            .into_iter()
            .flat_map(|member| member.value.items())
            .filter(|item| item.is_object())
            .map(Binding::new)
    }

    /// The first trigger, if there is one.
    pub fn trigger(&self) -> Option<Binding<'_>> {
        self.bindings().find(Binding::is_trigger)
    }

    /// The trigger, when it is an `httpTrigger`.
    pub fn http_trigger(&self) -> Option<Binding<'_>> {
        self.trigger().filter(|trigger| trigger.is("httpTrigger"))
    }

    /// `scriptFile`, when it names a file, with its place; the key is matched exactly (H-DISC-23).
    pub fn script_file(&self) -> Option<(&Node, &str)> {
        let node = &self.document.root.as_ref()?.member("scriptFile")?.value;
        let file = node.as_str().filter(|file| !file.is_empty())?;
        Some((node, file))
    }

    /// The route of the `httpTrigger`, without the prefix; a blank one means the function's
    /// name (H-DISC-63).
    pub fn route(&self) -> Option<&str> {
        let route = self.http_trigger()?.text("route").unwrap_or_default();
        Some(if route.trim().is_empty() {
            &self.name
        } else {
            route
        })
    }

    /// True for a function that declares its bindings in compiled code, not here (H-DISC-26).
    pub fn is_compiled(&self) -> bool {
        let source = self.document.at(&["configurationSource"]);
        source
            .and_then(Node::as_str)
            .is_some_and(|text| text.eq_ignore_ascii_case("attributes"))
    }
}

impl App {
    /// Loads the app at `root`. Faults in its files are kept in the documents.
    pub fn load(root: &Root) -> App {
        Self::load_over(root, &Overlay::default())
    }

    /// Like [`App::load`], but texts in `overlay` go before the files. Files that are only
    /// there count too.
    pub fn load_over(root: &Root, overlay: &Overlay) -> App {
        let path = |name: &str| root.dir.join(name);
        let read = |name: &str| Document::read_over(&path(name), &root.show(name), overlay);
        let exists = |name: &str| {
            overlay.get(&path(name)).is_some() || fs::symlink_metadata(path(name)).is_ok()
        };
        let found = functions::find(&root.dir, overlay);
        let misplaced = |path: &PathBuf| Arc::new(Source::without_text(root.show(path)));
        App {
            host: read(HOST_JSON),
            functions: read_functions(root, found.folders, overlay),
            misplaced_functions: found.misplaced.iter().map(misplaced).collect(),
            settings: exists(LOCAL_SETTINGS).then(|| {
                let shown = root.show(LOCAL_SETTINGS);
                Document::read_secret(&path(LOCAL_SETTINGS), &shown, overlay)
            }),
            funcignore: exists(funcignore::FILE_NAME).then(|| read(funcignore::FILE_NAME).source),
            root: root.clone(),
            overlay: overlay.clone(),
        }
    }

    /// The `customHandler` or `httpWorker` section the host would use.
    pub fn handler(&self) -> Option<Handler<'_>> {
        Handler::find(&self.host)
    }

    /// The settings in local.settings.json, when it can be read.
    pub fn settings(&self) -> Option<Settings<'_>> {
        let document = self.settings.as_ref()?;
        document
            .root
            .as_ref()
            .map(|root| Settings::new(document, root))
    }

    /// `configurationProfile`, lower-case, when it names a custom-handler profile (H-CFG-45).
    pub fn profile(&self) -> Option<String> {
        let node = self.host.at(&["configurationProfile"])?;
        let name = node.as_str()?.to_ascii_lowercase();
        matches!(name.as_str(), MCP_PROFILE | "web-app-custom-handler").then_some(name)
    }

    /// True when HTTP functions come from `customHandler.http.routes`, written out or implied
    /// by a profile, and not from function.json files (H-CFG-42, H-CFG-46).
    pub fn has_generated_functions(&self) -> bool {
        let routes = self.host.at(&["customHandler", "http", "routes"]);
        self.profile().is_some() || routes.is_some_and(|routes| !routes.items().is_empty())
    }

    /// The templates of `customHandler.http.routes` (H-CFG-41).
    pub fn generated_routes(&self) -> impl Iterator<Item = &Node> {
        let routes = self.host.at(&["customHandler", "http", "routes"]);
        let routes = routes.map_or(&[][..], Node::items).iter();
        routes.filter_map(|route| route.at(&["route"]))
    }

    /// False for a function that the `functions` list of host.json leaves out (H-DISC-40); an
    /// empty list leaves out nothing (H-DISC-41).
    pub fn is_listed(&self, function: &str) -> bool {
        let list = self.host.at(&["functions"]).map_or(&[][..], Node::items);
        let mut names = list.iter().filter_map(Node::as_str);
        list.is_empty() || names.any(|name| name.eq_ignore_ascii_case(function))
    }

    /// `extensions.http.routePrefix` (H-ROUTE-05), or what a profile makes of it (H-CFG-46).
    pub fn route_prefix(&self) -> &str {
        let written = self.host.at(&["extensions", "http", "routePrefix"]);
        match written.and_then(Node::as_str) {
            Some(prefix) => prefix,
            None if self.profile().is_some() => "",
            None => "api",
        }
    }

    /// What the host reads from a package, and what a runtime from PATH is given to run, as paths
    /// with `/`.
    pub fn required_files(&self) -> Vec<String> {
        let functions = self.functions.iter();
        let functions = functions.map(|function| format!("{}/{FUNCTION_JSON}", function.name));
        std::iter::once(HOST_JSON.to_owned())
            .chain(functions)
            .chain(self.entry_files())
            .collect()
    }

    /// The files of the app that stand among the arguments of a runtime: `server.js` of
    /// `node server.js`.
    fn entry_files(&self) -> Vec<String> {
        let Some(handler) = self.handler() else {
            return Vec::new();
        };
        if self.own_executable().is_some() || handler.starts_elsewhere() {
            return Vec::new();
        }
        let names = handler.arguments().filter_map(Node::as_str);
        let names = names.map(|name| name.strip_prefix("./").unwrap_or(name));
        let is_file = |name: &&str| {
            let plain = !name.starts_with('/') && !name.split('/').any(|part| part == "..");
            plain && self.root.dir.join(name).is_file()
        };
        names.filter(is_file).map(str::to_owned).collect()
    }

    /// The handler's executable as a path in the app, with `/`; the file may be missing. `None`
    /// when a runtime from PATH is started, or when the path is not known or not in the app.
    pub fn own_executable(&self) -> Option<String> {
        let handler = self.handler()?;
        let handler::Executable::InApp(path) = handler.executable() else {
            return None;
        };
        let runtime = handler::is_known_runtime(handler.executable_path().unwrap_or_default());
        (!runtime || self.root.dir.join(&path).is_file()).then_some(path)
    }

    /// Every JSON file of the app that counts: host.json, the functions that it lists
    /// (H-DISC-40), local.settings.json.
    pub fn documents(&self) -> impl Iterator<Item = &Document> {
        let listed = self.functions.iter().filter(|f| self.is_listed(&f.name));
        std::iter::once(&self.host)
            .chain(listed.map(|function| &function.document))
            .chain(&self.settings)
    }

    /// True when a local setting replaces `defaultExecutablePath` (H-CFG-24), so that host.json
    /// alone does not say what starts.
    pub fn overrides_executable(&self) -> bool {
        let names = self
            .settings()
            .map(|settings| settings.names())
            .unwrap_or_default();
        names
            .iter()
            .any(|name| handler::is_executable_override(name))
    }

    /// How many files were read.
    pub fn file_count(&self) -> usize {
        1 + self.functions.len()
            + usize::from(self.settings.is_some())
            + usize::from(self.funcignore.is_some())
    }
}

/// True for a name that the host takes (H-DISC-11, H-DISC-12).
pub fn is_function_name(name: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    (1..=128).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(allowed)
        && !name.eq_ignore_ascii_case("host")
}

/// The functions in these folders, in the host's order (H-DISC-07).
fn read_functions(root: &Root, folders: Vec<PathBuf>, overlay: &Overlay) -> Vec<Function> {
    let read = |dir: PathBuf| {
        let name = dir.file_name()?.to_string_lossy().into_owned();
        let shown = root.show(Path::new(&name).join(FUNCTION_JSON));
        Some(Function {
            document: Document::read_over(&dir.join(FUNCTION_JSON), &shown, overlay),
            name,
        })
    };
    let mut functions: Vec<Function> = folders.into_iter().filter_map(read).collect();
    // Upper-case, as .NET compares: `_` comes after every letter.
    functions.sort_by_key(|function| (function.name.to_uppercase(), function.name.clone()));
    functions
}

/// True for folders that discovery never enters: hidden ones, and those that tools fill.
pub(crate) fn is_foreign_dir(name: &str) -> bool {
    name.starts_with('.') && name.len() > 1 && name != ".." || FOREIGN_DIRS.contains(&name)
}
