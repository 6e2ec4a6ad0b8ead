//! What `/` shows when no function serves it (H-ROUTE-26).

use hyper::{Response, StatusCode};

use super::answer;
use crate::emulator::body::Body;
use crate::emulator::plan::Plan;

const PAGE: &str = "<!doctype html>\n\
    <html lang=\"en\">\n\
    <meta charset=\"utf-8\">\n\
    <title>Functions host</title>\n\
    <h1>Your function app is up and running</h1>\n\
    <p>This is <code>fch run</code>. It lists its functions at \
    <a href=\"/admin/functions\">/admin/functions</a>.</p>\n\
    </html>\n";

/// The page, or 204 when a setting turns it off; `1` does not.
pub(super) fn page(plan: &Plan) -> Response<Body> {
    let off = plan.environment.setting("AzureWebJobsDisableHomepage");
    match off.is_some_and(|off| off.eq_ignore_ascii_case("true")) {
        true => answer::empty(StatusCode::NO_CONTENT),
        false => answer::html(StatusCode::OK, PAGE),
    }
}
