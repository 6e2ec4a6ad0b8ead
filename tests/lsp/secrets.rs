//! No value of a setting is in what the server says.

use super::app;
use super::client::Client;
use crate::harness::HOST;
use crate::secrets::{CANARIES, SETTINGS, breakages};

#[test]
fn values_of_settings_are_in_no_answer() {
    for text in std::iter::once(SETTINGS.to_owned()).chain(breakages()) {
        let (_dir, root) = app(&[("host.json", HOST), ("local.settings.json", &text)]);
        let settings = root.join("local.settings.json");
        let (mut client, _) = Client::start(&[]);
        client.open(&settings, None);
        let mut said = format!("{:?}", client.raw(&settings));
        for (line, text) in (0u32..).zip(text.lines()) {
            for action in client.actions(&settings, line) {
                // The edit itself is for the file that holds the value.
                said += &format!("{} {}", action["title"], action["diagnostics"]);
            }
            for at in (0..u32::try_from(text.len()).unwrap()).step_by(13) {
                let hover = client.at("textDocument/hover", &settings, line, at);
                let items = client.at("textDocument/completion", &settings, line, at);
                said += &format!("{hover} {items}");
            }
        }
        let leaked = CANARIES.iter().find(|canary| said.contains(**canary));
        assert_eq!(leaked, None, "{text}");
        client.stop();
    }
}
