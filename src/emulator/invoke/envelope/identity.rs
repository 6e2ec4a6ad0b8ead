//! The caller's identity as the envelope shows it (H-REQ-25..27).

use serde_json::{Value as Json, json};

/// The type of the claim that holds the level of a key.
const LEVEL: &str = "http://schemas.microsoft.com/2017/07/functions/claims/authlevel";
/// Who issued a claim, unless it says otherwise.
const ISSUER: &str = "LOCAL AUTHORITY";

/// `Identities`: one, either nobody or the holder of an admin key.
pub(super) fn identities(admin: bool) -> Json {
    match admin {
        false => json!([identity(None, &json!([]))]),
        true => json!([identity(Some("WebJobsAuthLevel"), &json!([claim()]))]),
    }
}

/// The last three members are the defaults of a .NET `ClaimsIdentity`.
fn identity(kind: Option<&str>, claims: &Json) -> Json {
    json!({
        "AuthenticationType": kind,
        "IsAuthenticated": kind.is_some(),
        "Actor": null,
        "BootstrapContext": null,
        "Claims": claims,
        "Label": null,
        "Name": null,
        "NameClaimType": "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name",
        "RoleClaimType": "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
    })
}

fn claim() -> Json {
    json!({
        "Issuer": ISSUER,
        "OriginalIssuer": ISSUER,
        "Properties": {},
        "Type": LEVEL,
        "Value": "Admin",
        "ValueType": "http://www.w3.org/2001/XMLSchema#string",
    })
}
