//! Which function a request is for (H-ROUTE-08..12).

use std::sync::Arc;

use crate::bindings::route::{Matcher, Values};
use crate::emulator::plan::{Function, Plan};

/// The routes of a plan in the host's order.
pub(super) struct Router {
    routes: Vec<(Arc<Function>, Matcher)>,
}

impl Router {
    /// Makes the routes ready.
    pub(super) fn new(plan: &Plan) -> Router {
        let routes = plan.routes();
        let routes =
            routes.map(|(function, _, template)| (function.clone(), Matcher::new(template)));
        Router {
            routes: routes.collect(),
        }
    }

    /// The first function whose template, constraints and methods match a decoded path
    /// (H-ROUTE-08), and its route values.
    pub(super) fn find(&self, method: &str, path: &str) -> Option<(&Arc<Function>, Values)> {
        let mut routes = self.routes.iter();
        routes.find_map(|(function, matcher)| {
            let values = matcher.matches_decoded(path)?;
            allows(function, method).then_some((function, values))
        })
    }
}

/// Case does not matter; no list is all methods, an empty one none (H-ROUTE-11, H-ROUTE-12).
fn allows(function: &Function, method: &str) -> bool {
    let methods = function.http.as_ref().map(|http| &http.methods);
    match methods {
        None => false,
        Some(None) => true,
        Some(Some(methods)) => methods
            .iter()
            .any(|allowed| allowed.eq_ignore_ascii_case(method)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::tests::{http_function, plan};
    use super::*;

    fn found(router: &Router, method: &str, path: &str) -> Option<String> {
        let (function, _) = router.find(method, path)?;
        Some(function.name.clone())
    }

    #[test]
    fn the_first_by_name_wins_even_a_catch_all() {
        // H-ROUTE-08
        let alpha = http_function("Alpha", "{*rest}", Some(&["get"]));
        let beta = http_function("Beta", "exact", None);
        let router = Router::new(&plan(vec![alpha, beta]));
        assert_eq!(
            found(&router, "GET", "/api/exact").as_deref(),
            Some("Alpha")
        );
        assert_eq!(
            found(&router, "POST", "/api/exact").as_deref(),
            Some("Beta")
        );
        assert_eq!(found(&router, "GET", "/exact"), None);
    }

    #[test]
    fn methods_ignore_case_and_imply_nothing() {
        // H-ROUTE-11, H-ROUTE-12
        let get = http_function("F", "f", Some(&["gEt"]));
        let none = http_function("G", "g", Some(&[]));
        let router = Router::new(&plan(vec![get, none]));
        assert!(found(&router, "GET", "/api/F").is_some());
        for method in ["HEAD", "OPTIONS", "POST"] {
            assert_eq!(found(&router, method, "/api/f"), None, "{method}");
        }
        assert_eq!(found(&router, "GET", "/api/g"), None);
    }

    #[test]
    fn a_failing_constraint_lets_the_next_route_try() {
        // H-ROUTE-10
        let number = http_function("A", "x/{id:int}", None);
        let text = http_function("B", "x/{name:alpha}", None);
        let router = Router::new(&plan(vec![number, text]));
        assert_eq!(found(&router, "GET", "/api/x/1").as_deref(), Some("A"));
        assert_eq!(found(&router, "GET", "/api/x/b").as_deref(), Some("B"));
        assert_eq!(found(&router, "GET", "/api/x/-"), None);
    }
}
