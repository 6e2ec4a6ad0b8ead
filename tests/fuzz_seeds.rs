//! Every seed of the fuzz targets, which includes what fuzzing found, through the checks of its
//! target.

use std::fs;
use std::path::Path;

#[path = "../fuzz/checks/fixes.rs"]
mod fixes;
#[path = "../fuzz/checks/funcignore.rs"]
mod funcignore;
#[path = "../fuzz/checks/jsonc.rs"]
mod jsonc;
#[path = "../fuzz/checks/ncrontab.rs"]
mod ncrontab;
#[path = "../fuzz/checks/routes.rs"]
mod routes;
#[path = "../fuzz/checks/spans.rs"]
mod spans;

/// A target by its name, and the check of one input.
type Target = (&'static str, fn(&str));

const TARGETS: [Target; 6] = [
    ("fixes", fixes::check),
    ("funcignore", funcignore::check),
    ("jsonc", jsonc::check),
    ("ncrontab", ncrontab::check),
    ("routes", routes::check),
    ("spans", spans::check),
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
            check(&fs::read_to_string(&path).unwrap());
        }
    }
}
