//! Every seed of the fuzz targets, which includes what fuzzing found, through the checks of its
//! target.

use std::fs;
use std::path::Path;

#[path = "../fuzz/checks/fixes.rs"]
mod fixes;
#[path = "../fuzz/checks/funcignore.rs"]
mod funcignore;
#[path = "../fuzz/checks/inspect.rs"]
mod inspect;
#[path = "../fuzz/checks/jsonc.rs"]
mod jsonc;
#[path = "../fuzz/checks/ncrontab.rs"]
mod ncrontab;
#[path = "../fuzz/checks/routes.rs"]
mod routes;
#[path = "../fuzz/checks/spans.rs"]
mod spans;
#[path = "../fuzz/checks/verify.rs"]
mod verify;

/// The check of one input.
enum Check {
    Text(fn(&str)),
    Bytes(fn(&[u8])),
}

const TARGETS: [(&str, Check); 8] = [
    ("fixes", Check::Text(fixes::check)),
    ("funcignore", Check::Text(funcignore::check)),
    ("inspect", Check::Bytes(inspect::check)),
    ("jsonc", Check::Text(jsonc::check)),
    ("ncrontab", Check::Text(ncrontab::check)),
    ("routes", Check::Text(routes::check)),
    ("spans", Check::Text(spans::check)),
    ("verify", Check::Bytes(verify::check)),
];

#[test]
fn seeds_pass_the_checks_of_their_targets() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    for (target, check) in TARGETS {
        let folder = fs::read_dir(seeds.join(target)).unwrap();
        let paths: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
        assert!(!paths.is_empty(), "{target} has no seeds");
        for path in paths {
            // A check that fails says why, but not for which seed.
            println!("{}", path.display());
            match &check {
                Check::Text(check) => check(&fs::read_to_string(&path).unwrap()),
                Check::Bytes(check) => check(&fs::read(&path).unwrap()),
            }
        }
    }
}
