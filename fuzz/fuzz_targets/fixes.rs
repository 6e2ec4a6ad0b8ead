//! The linter and its fixes, on apps with any texts.

#![no_main]

use std::path::Path;
use std::sync::OnceLock;

use fch::app::{App, Overlay, Root};
use fch::lint;
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

/// An app's folder with the folder of a function in it; texts lie over it.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    let make = || {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(folder.path().join("F")).expect("a folder in it");
        folder
    };
    FOLDER.get_or_init(make).path()
}

fuzz_target!(|input: (u8, &str)| {
    let (which, text) = input;
    let folder = folder();
    let root = Root::new(folder);
    let mut overlay = Overlay::default();
    overlay.insert(folder.join("host.json"), "{\"version\": \"2.0\"}");
    let name = match which % 3 {
        0 => "host.json",
        1 => "local.settings.json",
        _ => "F/function.json",
    };
    overlay.insert(folder.join(name), text);
    let app = App::load_over(&root, &overlay);
    for finding in lint::run(&app, &lint::Options::default()) {
        let source = &finding.primary.source;
        assert!(source.text().get(finding.primary.span.clone()).is_some(), "{finding:?}");
    }
});
