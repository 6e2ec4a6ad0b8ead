//! Retry policies of function.json and host.json (H-DISC-67..71).

use super::function::Strategy;
use super::index::Dropped;
use super::{Config, Retry};
use crate::bindings::timespan;
use crate::json::{Node, Value};

/// The policy in a function.json, whose key has this exact case; `None` when there is none.
///
/// # Errors
/// What the host refuses.
pub fn of_function(root: &Node) -> Result<Option<Retry>, Dropped> {
    let policy = root.member("retry").map(|member| &member.value);
    let Some(policy) = policy.filter(|policy| policy.is_object()) else {
        return Ok(None);
    };
    let text = |key: &str| match &policy.member_ignoring_case(key)?.value.value {
        Value::String(text) | Value::Number(text) => Some(text.as_str()),
        _ => None,
    };
    read(text).map(Some)
}

/// The policy of the effective host.json; `None` when there is none.
///
/// # Errors
/// What the host refuses.
pub fn of_host(config: &Config) -> Result<Option<Retry>, Dropped> {
    if !config.exists("retry") {
        return Ok(None);
    }
    read(|key| config.get(&format!("retry:{key}"))).map(Some)
}

/// H-DISC-68..70.
fn read<'a>(text: impl Fn(&str) -> Option<&'a str>) -> Result<Retry, Dropped> {
    let text = |key: &str| text(key).filter(|text| !text.is_empty());
    let span = |key: &str| {
        let text = text(key).ok_or_else(|| format!("`retry` has no `{key}`"))?;
        let span = timespan::parse(text);
        span.map(|span| span.length())
            .ok_or_else(|| format!("`{key}` of `retry` is no time span"))
    };
    let count = count(text("maxRetryCount"))?;
    let strategy = text("strategy").unwrap_or("exponentialBackoff");
    let strategy = match strategy.to_ascii_lowercase().as_str() {
        "fixeddelay" => Strategy::Fixed(span("delayInterval")?),
        "exponentialbackoff" => {
            Strategy::Exponential(span("minimumInterval")?, span("maximumInterval")?)
        }
        _ => return Err(format!("`{strategy}` is not a retry strategy")),
    };
    Ok(Retry { count, strategy })
}

/// `None` is for ever (H-DISC-69).
fn count(text: Option<&str>) -> Result<Option<u32>, Dropped> {
    match text.map(str::parse::<i64>) {
        Some(Ok(-1)) => Ok(None),
        Some(Ok(count)) if count >= 0 => Ok(Some(u32::try_from(count).unwrap_or(u32::MAX))),
        Some(_) => Err("`maxRetryCount` of `retry` is not -1 or more".to_owned()),
        None => Err("`retry` has no `maxRetryCount`".to_owned()),
    }
}
