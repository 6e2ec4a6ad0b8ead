//! What findings say: what is wrong, where, why it matters, what to do; and no value.

use fch::diagnostics::Finding;

/// Stands where the tables have the value of a setting, and must stay there.
const CANARY: &str = "canary";

/// Holds one finding to the form of messages.
pub fn hold(finding: &Finding) {
    let rule = finding.rule.name;
    let message = &finding.message;
    assert!(!message.contains('\n'), "{rule}: {message}");
    assert!(!message.ends_with(['.', '!']), "{rule}: {message}");
    let first = message.chars().next();
    assert!(!first.is_some_and(char::is_uppercase), "{rule}: {message}");
    assert!(message.len() < 200, "{rule}: {message}");
    assert!(
        !finding.help.is_empty(),
        "{rule} does not say what to do: {message}"
    );
    for text in texts(finding) {
        assert!(!text.contains(CANARY), "{rule} prints a value: {text}");
        assert!(!text.trim().is_empty(), "{rule} has an empty line");
    }
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
