//! The session with one client: its documents, the state of each app, requests and answers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use lsp_server::{Connection, ErrorCode, Message, Notification, ProtocolError, Request, Response};
use lsp_types::notification::{self, Notification as _};
use lsp_types::request::{self, Request as _};
use lsp_types::{
    CodeActionKind, CodeActionOrCommand, CodeActionParams, CompletionParams, CompletionResponse,
    HoverParams, PositionEncodingKind, PublishDiagnosticsParams, TextDocumentSyncKind, Uri,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::position::Encoding;
use super::{actions, apps, completion, diagnostics, hover, uri};
use crate::app::{App, Document, Overlay, Root, discover};
use crate::config::Config;
use crate::diagnostics::Finding;
use crate::lint::{self, levels::Layer};
use crate::package::levels::RULEBOOK;
use crate::schemas::Schema;

/// The state of a session.
pub struct Server<'a> {
    connection: &'a Connection,
    encoding: Encoding,
    /// The texts of open documents.
    overlay: Overlay,
    /// Apps whose files changed since they were checked.
    stale: BTreeSet<PathBuf>,
    /// Every app that was checked.
    checked: BTreeMap<PathBuf, Checked>,
    /// Whether the client asked for the end.
    shut_down: bool,
}

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// With `shutdown`, then `exit`.
    Orderly,
    /// With `exit` alone, or without a word.
    Abrupt,
}

/// An app as it was checked last.
struct Checked {
    app: App,
    findings: Vec<Finding>,
    /// Files for which the client has diagnostics.
    shown: BTreeSet<PathBuf>,
}

impl<'a> Server<'a> {
    /// Shakes hands with the client.
    ///
    /// # Errors
    /// When the client does not begin as the protocol wants.
    pub fn start(connection: &'a Connection) -> Result<Self, ProtocolError> {
        let (id, params) = connection.initialize_start()?;
        // Only this is asked of the client: reading all that it can do would be most of the server.
        let offered = params.pointer("/capabilities/general/positionEncodings");
        let offered: Option<Vec<PositionEncodingKind>> = offered.cloned().and_then(read);
        let encoding = Encoding::choose(&offered.unwrap_or_default());
        let result = json!({
            "capabilities": capabilities(encoding),
            "serverInfo": { "name": "fch", "version": env!("CARGO_PKG_VERSION") },
        });
        // `initialized` is a notification as any other: a client that is early with its documents
        // is no reason to stop, and what it sent must not end up in an error message.
        let _ = connection.sender.send(Response::new_ok(id, result).into());
        Ok(Server {
            connection,
            encoding,
            overlay: Overlay::default(),
            stale: BTreeSet::new(),
            checked: BTreeMap::new(),
            shut_down: false,
        })
    }

    /// Serves until the client says `exit`, or is gone.
    pub fn run(&mut self) -> End {
        while let Some(message) = self.next() {
            match message {
                Message::Request(request) => self.answer(request),
                Message::Notification(note) if note.method == notification::Exit::METHOD => break,
                Message::Notification(note) => self.note(note),
                Message::Response(_) => {}
            }
        }
        match self.shut_down {
            true => End::Orderly,
            false => End::Abrupt,
        }
    }

    /// The next message. Apps are checked when the client has said all it has to say, so that
    /// fast typing costs one check, not one a key.
    fn next(&mut self) -> Option<Message> {
        if self.connection.receiver.is_empty() {
            self.check_stale();
        }
        self.connection.receiver.recv().ok()
    }

    fn note(&mut self, note: Notification) {
        match note.method.as_str() {
            notification::DidOpenTextDocument::METHOD => {
                let Some(params) = read::<lsp_types::DidOpenTextDocumentParams>(note.params) else {
                    return;
                };
                self.set(&params.text_document.uri, Some(params.text_document.text));
            }
            notification::DidChangeTextDocument::METHOD => {
                let Some(params) = read::<lsp_types::DidChangeTextDocumentParams>(note.params)
                else {
                    return;
                };
                let last = params.content_changes.into_iter().next_back();
                self.set(&params.text_document.uri, last.map(|change| change.text));
            }
            notification::DidCloseTextDocument::METHOD => {
                if let Some(params) = read::<lsp_types::DidCloseTextDocumentParams>(note.params) {
                    self.set(&params.text_document.uri, None);
                }
            }
            notification::DidSaveTextDocument::METHOD => {
                if let Some(params) = read::<lsp_types::DidSaveTextDocumentParams>(note.params) {
                    self.touch(&params.text_document.uri);
                }
            }
            notification::DidChangeWatchedFiles::METHOD => {
                if let Some(params) = read::<lsp_types::DidChangeWatchedFilesParams>(note.params) {
                    params
                        .changes
                        .iter()
                        .for_each(|change| self.touch(&change.uri));
                }
            }
            _ => {}
        }
    }

    /// A document has this text from now on or, with `None`, the one on disk.
    fn set(&mut self, uri: &Uri, text: Option<String>) {
        // Before and after: an app may come with its host.json, and go with it.
        self.touch(uri);
        let Some(path) = uri::to_path(uri) else {
            return;
        };
        match text {
            Some(text) => self.overlay.insert(path, text),
            None => self.overlay.remove(&path),
        }
        self.touch(uri);
    }

    fn touch(&mut self, uri: &Uri) {
        let root = uri::to_path(uri).and_then(|path| apps::root_of(&path, &self.overlay));
        self.stale.extend(root);
    }

    fn check_stale(&mut self) {
        for root in std::mem::take(&mut self.stale) {
            if !apps::is_root(&root, &self.overlay) {
                self.forget(&root);
                continue;
            }
            let app = App::load_over(&Root::new(&root), &self.overlay);
            let findings = lint::run(&app, &options(&app)).findings;
            let before = self.checked.remove(&root).map(|checked| checked.shown);
            let shown = self.publish(&findings, before.unwrap_or_default());
            let checked = Checked {
                app,
                findings,
                shown,
            };
            self.checked.insert(root, checked);
        }
    }

    /// Takes back what was said of an app whose host.json is gone.
    fn forget(&mut self, root: &Path) {
        if let Some(gone) = self.checked.remove(root) {
            self.publish(&[], gone.shown);
        }
    }

    /// Sends the findings of an app, file by file, and takes back what is no longer found.
    fn publish(&self, findings: &[Finding], before: BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
        let mut files: BTreeMap<PathBuf, Vec<lsp_types::Diagnostic>> =
            before.into_iter().map(|path| (path, Vec::new())).collect();
        for finding in findings {
            let path = diagnostics::path_of(&finding.primary.source);
            let diagnostic = diagnostics::diagnostic(finding, self.encoding);
            files.entry(path).or_default().push(diagnostic);
        }
        for (path, list) in &files {
            let Some(uri) = uri::from_path(path) else {
                continue;
            };
            let params = PublishDiagnosticsParams::new(uri, list.clone(), None);
            let method = notification::PublishDiagnostics::METHOD.to_owned();
            self.send(Notification::new(method, params).into());
        }
        let with_findings = files.into_iter().filter(|(_, list)| !list.is_empty());
        with_findings.map(|(path, _)| path).collect()
    }

    fn answer(&mut self, request: Request) {
        let Request { id, method, params } = request;
        let response = match self.result(&method, params) {
            Ok(result) => Response::new_ok(id, result),
            Err((code, message)) => Response::new_err(id, code as i32, message),
        };
        self.send(response.into());
    }

    fn result(&mut self, method: &str, params: Value) -> Result<Value, (ErrorCode, String)> {
        if self.shut_down {
            let message = format!("{method} after shutdown");
            return Err((ErrorCode::InvalidRequest, message));
        }
        self.check_stale();
        let result = match method {
            request::CodeActionRequest::METHOD => self.code_actions(params).map(json_of),
            request::HoverRequest::METHOD => self.hover(params).map(json_of),
            request::Completion::METHOD => self.completion(params).map(json_of),
            request::Shutdown::METHOD => {
                self.shut_down = true;
                None
            }
            _ => {
                let message = format!("fch does not answer {method}");
                return Err((ErrorCode::MethodNotFound, message));
            }
        };
        Ok(result.unwrap_or_default())
    }

    fn code_actions(&self, params: Value) -> Option<Vec<CodeActionOrCommand>> {
        let params: CodeActionParams = read(params)?;
        let path = uri::to_path(&params.text_document.uri)?;
        let findings = &self.app_of(&path)?.findings;
        let actions = actions::at(findings, &path, params.range, self.encoding);
        Some(actions.into_iter().map(Into::into).collect())
    }

    fn hover(&self, params: Value) -> Option<lsp_types::Hover> {
        let params: HoverParams = read(params)?;
        let place = params.text_document_position_params;
        let (_, document, schema) = self.document(&place.text_document.uri)?;
        let offset = self.encoding.offset(document.source.text(), place.position);
        hover::at(document, schema, offset, self.encoding)
    }

    fn completion(&self, params: Value) -> Option<CompletionResponse> {
        let params: CompletionParams = read(params)?;
        let place = params.text_document_position;
        let (app, document, schema) = self.document(&place.text_document.uri)?;
        let offset = self.encoding.offset(document.source.text(), place.position);
        let items = completion::at(app, document, schema, offset, self.encoding);
        Some(CompletionResponse::Array(items))
    }

    fn app_of(&self, path: &Path) -> Option<&Checked> {
        self.checked.get(&apps::root_of(path, &self.overlay)?)
    }

    /// An open document as it was checked, its app, and the schema for it.
    fn document(&self, uri: &Uri) -> Option<(&App, &Document, Schema)> {
        let path = uri::to_path(uri)?;
        let app = &self.app_of(&path)?.app;
        let mut documents = app.documents();
        let document = documents.find(|d| diagnostics::path_of(&d.source) == path)?;
        Some((app, document, apps::schema_of(&path)?))
    }

    fn send(&self, message: Message) {
        // A client that is gone needs no answer; the next read ends the session.
        let _ = self.connection.sender.send(message);
    }
}

/// How the user wants the app judged. A fch.toml that cannot be read does not silence the linter:
/// `fch validate` says what is wrong with it.
fn options(app: &App) -> lint::Options {
    let config = Config::nearest(&discover::folders_to_repository(&app.root)).unwrap_or_default();
    lint::Options {
        plan: config.lint.plan,
        layers: Layer::from_config(&config, &RULEBOOK).unwrap_or_default(),
        ..lint::Options::default()
    }
}

fn capabilities(encoding: Encoding) -> Value {
    json!({
        "positionEncoding": encoding.kind(),
        "textDocumentSync": {
            "openClose": true,
            "change": TextDocumentSyncKind::FULL,
            "save": true,
        },
        "hoverProvider": true,
        "completionProvider": { "triggerCharacters": ["\"", ":"] },
        "codeActionProvider": { "codeActionKinds": [CodeActionKind::QUICKFIX] },
    })
}

/// Parameters of the protocol; `None` when they are not what they should be.
fn read<T: DeserializeOwned>(params: Value) -> Option<T> {
    serde_json::from_value(params).ok()
}

fn json_of(value: impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}
