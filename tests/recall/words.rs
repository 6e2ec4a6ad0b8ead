//! What findings say: what is wrong, where, why it matters, what to do; and no value.

use fch::diagnostics::Finding;

/// Names that a message may begin with.
const PRODUCTS: [&str; 2] = ["Core Tools", "Consumption"];

/// Stands where the tables have the value of a setting, and must stay there.
const CANARY: &str = "canary";

/// What is wrong with the words of a finding, if anything is.
pub fn fault(finding: &Finding) -> Option<String> {
    let message = finding.message.as_str();
    let starts_upper = message.starts_with(char::is_uppercase);
    let starts_upper = starts_upper && !PRODUCTS.iter().any(|name| message.starts_with(name));
    let is_line = !message.contains('\n') && message.len() < 200;
    let fault = if !is_line || starts_upper || message.ends_with(['.', '!']) {
        "is not one plain line"
    } else if finding.help.is_empty() && finding.notes.is_empty() {
        "says neither why it matters nor what to do"
    } else if texts(finding).any(|text| text.contains(CANARY)) {
        "prints a value"
    } else if texts(finding).any(|text| text.trim().is_empty()) {
        "has an empty line"
    } else {
        return None;
    };
    Some(format!("{} {fault}: {message}", finding.rule.name))
}

/// Whatever a report can print of a finding, but the lines of the file.
fn texts(finding: &Finding) -> impl Iterator<Item = &str> {
    let labels = finding
        .related
        .iter()
        .filter(|label| !label.text.is_empty());
    let title = finding.fix.iter().map(|fix| fix.title.as_str());
    std::iter::once(finding.message.as_str())
        .chain(finding.notes.iter().map(String::as_str))
        .chain(finding.help.iter().map(String::as_str))
        .chain(labels.map(|label| label.text.as_str()))
        .chain(title)
}
