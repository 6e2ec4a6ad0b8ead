//! Writing: conflicts, force, and what is left after a failure.

#![allow(clippy::unwrap_used)]

use super::*;

fn files() -> Vec<PlannedFile> {
    [
        ("host.json", "host"),
        ("hello/function.json", "function"),
        ("src/main.rs", "main"),
    ]
    .map(|(path, text)| PlannedFile {
        path: path.to_owned(),
        content: text.into(),
        executable: false,
    })
    .into()
}

/// Every path below `root`, sorted, with what files hold.
fn tree(root: &Path) -> Vec<String> {
    let mut all: Vec<String> = walkdir::WalkDir::new(root)
        .min_depth(1)
        .into_iter()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let path = entry
                .path()
                .strip_prefix(root)
                .unwrap()
                .display()
                .to_string();
            let path = path.replace('\\', "/");
            match entry.file_type().is_file() {
                true => format!("{path}={}", fs::read_to_string(entry.path()).unwrap()),
                false => path,
            }
        })
        .collect();
    all.sort();
    all
}

const WHOLE: [&str; 5] = [
    "hello",
    "hello/function.json=function",
    "host.json=host",
    "src",
    "src/main.rs=main",
];

#[test]
fn a_new_folder_and_its_parents_are_made() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("a b/ü/app");
    write(&root, &files(), false).unwrap();
    assert_eq!(tree(&root), WHOLE);
    assert_eq!(fs::read_dir(dir.path().join("a b/ü")).unwrap().count(), 1);
}

#[test]
fn an_existing_folder_keeps_what_it_has() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("src")).unwrap();
    fs::write(dir.path().join("src/zoo.rs"), "zoo").unwrap();
    write(dir.path(), &files(), false).unwrap();
    let mut expected = WHOLE.to_vec();
    expected.push("src/zoo.rs=zoo");
    assert_eq!(tree(dir.path()), expected);
}

#[test]
fn every_conflict_is_listed_and_nothing_is_written() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("host.json"), "mine").unwrap();
    fs::write(dir.path().join("src"), "a file").unwrap();
    fs::create_dir_all(dir.path().join("hello/function.json")).unwrap();
    let before = tree(dir.path());
    for force in [false, true] {
        let failure = write(dir.path(), &files(), force).unwrap_err();
        let cause = failure.cause.unwrap();
        assert_eq!(cause.contains("host.json exists"), !force, "{cause}");
        assert!(cause.contains("hello/function.json is a folder"), "{cause}");
        assert!(cause.contains("src is not a folder"), "{cause}");
        assert!(failure.help[0].contains("move"), "{:?}", failure.help);
        assert_eq!(tree(dir.path()), before);
    }
}

#[test]
fn force_replaces_only_the_planned_files() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("host.json"), "mine").unwrap();
    fs::write(dir.path().join("zoo"), "zoo").unwrap();
    let failure = write(dir.path(), &files(), false).unwrap_err();
    assert!(failure.help[0].contains("--force"));
    write(dir.path(), &files(), true).unwrap();
    let mut expected = WHOLE.to_vec();
    expected.push("zoo=zoo");
    assert_eq!(tree(dir.path()), expected);
}

#[test]
fn a_failure_half_way_undoes_everything() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("host.json"), "mine").unwrap();
    fs::create_dir(dir.path().join("src")).unwrap();
    let before = tree(dir.path());
    let mut planned = files();
    // No system accepts the first name, and the second is taken since the check: one fails when
    // the files are written aside, the other when they are renamed.
    for path in ["deep/er/\0", "src"] {
        planned.push(PlannedFile {
            path: path.to_owned(),
            content: Vec::new(),
            executable: false,
        });
        fill(dir.path(), &planned, true).unwrap_err();
        assert_eq!(tree(dir.path()), before, "{path:?}");
        planned.pop();
    }
}

#[test]
fn a_replaced_file_that_cannot_go_back_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let aside = hidden_folder(dir.path()).unwrap();
    let old = aside.path().join("0");
    fs::write(&old, "mine").unwrap();
    let path = dir.path().join("host.json");
    fs::create_dir(&path).unwrap(); // in the way of the file
    let steps = vec![Step::Replaced { path, old }];
    let kept = Journal { aside, steps }.undo().unwrap();
    assert_eq!(fs::read_to_string(kept.join("0")).unwrap(), "mine");
}

#[test]
fn a_new_folder_that_fails_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut planned = files();
    planned.push(PlannedFile {
        path: "\0".to_owned(),
        content: Vec::new(),
        executable: false,
    });
    write(&dir.path().join("a/b/app"), &planned, false).unwrap_err();
    assert!(tree(dir.path()).is_empty());
}

#[test]
fn a_file_in_place_of_the_folder_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("app");
    fs::write(&root, "a file").unwrap();
    for force in [false, true] {
        let failure = write(&root, &files(), force).unwrap_err();
        assert!(failure.message.ends_with("app is a file"), "{failure}");
    }
    assert!(write(&root.join("below"), &files(), false).is_err());
    assert_eq!(tree(dir.path()), ["app=a file"]);
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_in_the_way() {
    let dir = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let link = |name: &str, to: &Path| std::os::unix::fs::symlink(to, dir.path().join(name));
    link("host.json", Path::new("nowhere")).unwrap();
    link("src", elsewhere.path()).unwrap();
    link("gone", Path::new("nowhere")).unwrap();
    let cause = write(dir.path(), &files(), true)
        .unwrap_err()
        .cause
        .unwrap();
    assert!(cause.contains("host.json is a symbolic link"), "{cause}");
    assert!(cause.contains("src is a symbolic link"), "{cause}");
    assert!(tree(elsewhere.path()).is_empty());
    let failure = write(&dir.path().join("gone"), &files(), true).unwrap_err();
    assert!(
        failure.message.contains("symbolic link to nothing"),
        "{failure}"
    );
}

#[cfg(unix)]
#[test]
fn others_may_read_the_app_as_the_user_decided() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let ordinary = dir.path().join("ordinary");
    fs::create_dir(&ordinary).unwrap();
    fs::write(ordinary.join("file"), "").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    write(&dir.path().join("new"), &files(), false).unwrap();
    write(&ordinary, &files(), false).unwrap();
    assert_eq!(mode(&dir.path().join("new")), mode(&ordinary));
    let expected = mode(&ordinary.join("file"));
    assert_eq!(mode(&ordinary.join("host.json")), expected);
    assert_eq!(mode(&dir.path().join("new/host.json")), expected);
}
