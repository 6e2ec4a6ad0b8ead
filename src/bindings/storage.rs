//! Which triggers an app can have without `AzureWebJobsStorage`.

/// Triggers that work without it (H-SET-19).
const STATELESS: [&str; 6] = [
    "httpTrigger",
    "kafkaTrigger",
    "rabbitMQTrigger",
    "orchestrationTrigger",
    "activityTrigger",
    "entityTrigger",
];

/// Whether Core Tools refuses to start an app with this trigger and without
/// `AzureWebJobsStorage` (H-SET-19).
pub fn wants_storage(trigger: &str) -> bool {
    let mut stateless = STATELESS.iter();
    !stateless.any(|name| name.eq_ignore_ascii_case(trigger))
}
