//! Who is calling, and may they (H-ROUTE-18..20)?

use hyper::Request;

use crate::emulator::Options;
use crate::emulator::invoke::query;
use crate::emulator::plan::AuthLevel;

/// The header that carries a key.
const KEY_HEADER: &str = "x-functions-key";
/// The header of a caller that App Service signed in.
const PRINCIPAL_HEADER: &str = "x-ms-client-principal";

/// What a caller has proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Caller {
    /// Nothing.
    Nobody,
    /// Everything: the master key, or keys are not checked (H-ROUTE-18).
    Admin,
}

/// Who calls a function of this level. With keys off everybody is Admin, but for anonymous
/// functions only who sends something to check (H-ROUTE-20, H-DISC-38).
pub(super) fn caller<B>(options: &Options, request: &Request<B>, level: AuthLevel) -> Caller {
    let admin = match &options.key {
        Some(key) => sends_key(request, key),
        None => level != AuthLevel::Anonymous || sends_anything(request),
    };
    match admin {
        true => Caller::Admin,
        false => Caller::Nobody,
    }
}

/// True when the caller may call a function of this level (H-ROUTE-19). The development key is
/// the master key, and opens all but `user`.
pub(super) fn may_call(options: &Options, level: AuthLevel, caller: Caller) -> bool {
    match level {
        AuthLevel::Anonymous => true,
        AuthLevel::User => options.key.is_none(),
        AuthLevel::Function | AuthLevel::System | AuthLevel::Admin => caller == Caller::Admin,
    }
}

/// True when the caller may use the admin API (H-ADM-18).
pub(super) fn may_administer<B>(options: &Options, request: &Request<B>) -> bool {
    caller(options, request, AuthLevel::Admin) == Caller::Admin
}

fn sends_key<B>(request: &Request<B>, key: &str) -> bool {
    let header = request.headers().get(KEY_HEADER);
    match header {
        Some(sent) => same(sent.as_bytes(), key.as_bytes()),
        None => code(request).is_some_and(|sent| same(sent.as_bytes(), key.as_bytes())),
    }
}

fn sends_anything<B>(request: &Request<B>) -> bool {
    let headers = request.headers();
    headers.contains_key(KEY_HEADER)
        || headers.contains_key(PRINCIPAL_HEADER)
        || code(request).is_some_and(|code| !code.is_empty())
}

fn code<B>(request: &Request<B>) -> Option<String> {
    let query = request.uri().query()?;
    let mut pairs = query::pairs(query);
    let found = pairs.find(|(name, _)| name.eq_ignore_ascii_case("code"));
    found.map(|(_, value)| value.into_owned())
}

/// Takes the same time wherever the first difference is.
fn same(a: &[u8], b: &[u8]) -> bool {
    let difference = a.iter().zip(b).fold(0, |sum, (a, b)| sum | (a ^ b));
    a.len() == b.len() && std::hint::black_box(difference) == 0
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::tests::options;
    use super::*;

    fn request(uri: &str, header: Option<(&str, &str)>) -> Request<()> {
        let mut builder = Request::builder().uri(uri);
        if let Some((name, value)) = header {
            builder = builder.header(name, value);
        }
        builder.body(()).unwrap()
    }

    #[test]
    fn without_keys_everybody_is_admin_but_for_silent_anonymous_callers() {
        // H-ROUTE-18, H-ROUTE-20, H-DISC-38, V-14
        let options = options();
        let who = |uri, header, level| caller(&options, &request(uri, header), level);
        let anonymous = AuthLevel::Anonymous;
        assert_eq!(who("/", None, anonymous), Caller::Nobody);
        assert_eq!(who("/?code=x", None, anonymous), Caller::Admin);
        let key = Some((KEY_HEADER, "x"));
        assert_eq!(who("/", key, anonymous), Caller::Admin);
        let principal = Some((PRINCIPAL_HEADER, "x"));
        assert_eq!(who("/", principal, anonymous), Caller::Admin);
        assert_eq!(who("/", None, AuthLevel::Function), Caller::Admin);
        assert!(may_call(&options, AuthLevel::User, Caller::Admin));
    }

    #[test]
    fn with_keys_only_the_key_opens() {
        // H-ROUTE-19
        let options = Options {
            key: Some("secret".into()),
            ..options()
        };
        let who = |uri, header| caller(&options, &request(uri, header), AuthLevel::Function);
        assert_eq!(who("/?x=1&Code=secret", None), Caller::Admin);
        assert_eq!(who("/", Some((KEY_HEADER, "secret"))), Caller::Admin);
        for wrong in ["", "secre", "secretx", "Secret"] {
            let sent = Some((KEY_HEADER, wrong));
            assert_eq!(who("/?code=secret", sent), Caller::Nobody, "{wrong}");
        }
        assert_eq!(who("/", Some((PRINCIPAL_HEADER, "x"))), Caller::Nobody);
        assert!(may_call(&options, AuthLevel::Anonymous, Caller::Nobody));
        assert!(may_call(&options, AuthLevel::System, Caller::Admin));
        assert!(!may_call(&options, AuthLevel::Function, Caller::Nobody));
        assert!(!may_call(&options, AuthLevel::User, Caller::Admin));
    }
}
