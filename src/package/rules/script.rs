//! Handlers that are scripts: three rules of the linter, which looks at scripts too.

use super::Judged;
use crate::diagnostics::Finding;
use crate::hosting::{HostingPlan, Os};
use crate::inspect::Format;
use crate::lint::rules::{runtime_on_path, script_crlf, script_shebang};

pub(super) fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let Some((file, inspection)) = judged.handler() else {
        return Vec::new();
    };
    let shebang = match (&inspection.format, judged.platform.os) {
        // Batch files have no such line.
        (_, Os::Windows) => return Vec::new(),
        (Format::Script(shebang), _) => Some(shebang),
        (Format::Text, _) => None,
        _ => return Vec::new(),
    };
    let (place, shown) = (|| judged.label(file), judged.shown(file));
    let unnamed = script_shebang::finding(shebang, place(), &shown);
    let found = unnamed.or_else(|| script_crlf::finding(shebang?, place(), &shown));
    let runtime = || {
        // The strictest of those that it may come to.
        let plan = judged.conditions.plan.unwrap_or(HostingPlan::Flex);
        runtime_on_path::of_script(shebang?, plan, place())
    };
    found.or_else(runtime).into_iter().collect()
}
