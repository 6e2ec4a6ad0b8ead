//! stub
pub fn is_trigger(type_name: &str) -> bool {
    type_name.to_ascii_lowercase().ends_with("trigger")
}
pub fn needs_bundle(type_name: &str) -> bool {
    ![
        "http",
        "httptrigger",
        "timertrigger",
        "manualtrigger",
        "warmuptrigger",
    ]
    .contains(&type_name.to_ascii_lowercase().as_str())
}
