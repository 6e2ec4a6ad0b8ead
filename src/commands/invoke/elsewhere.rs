//! A request that does not reach the function it was made for, told before it is sent.

use crate::emulator::call::Prepared;
use crate::emulator::front;
use crate::emulator::plan::{Function, Plan};

/// Why the request may end elsewhere than in the function.
pub(super) fn remark(plan: &Plan, function: &Function, prepared: &Prepared) -> Option<String> {
    let Prepared::Request(call) = prepared else {
        return None;
    };
    let path = call.target.split('?').next().unwrap_or_default();
    let asked = format!("`{} {path}`", call.method);
    match front::function_for(plan, &call.method, path) {
        Some(found) if found.name == function.name && found.disabled => Some(format!(
            "`{}` is disabled by a setting: without an admin's key the host answers 404",
            function.name
        )),
        Some(found) if found.name == function.name => None,
        Some(found) => Some(format!(
            "{asked} goes to `{}`, whose route comes first",
            found.name
        )),
        None => Some(format!(
            "no route takes {asked}: the host itself answers 404 (see `fch routes`)"
        )),
    }
}
