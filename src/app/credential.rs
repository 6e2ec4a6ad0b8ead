//! Which texts hold a key that opens something in Azure: by the shape of keys, so that neither
//! placeholders nor what the emulators publish count.

/// The accounts of the storage emulator and of the Cosmos DB emulator have one key each, the
/// same on every machine.
const PUBLISHED: [&str; 2] = [
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
    "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==",
];

/// What a key stands behind, in a connection string or in a URL.
const MARKS: [&str; 6] = [
    "accountkey=",
    "sharedaccesskey=",
    "accesskey=",
    "password=",
    "sig=",
    "code=",
];

/// A key of 32 bytes in base64, without its padding, is this long.
const SHORTEST: usize = 43;
/// A storage key: 64 bytes in base64.
const STORAGE_KEY: usize = 88;
/// Random text of a key's length has about 30 different characters, a placeholder few.
const FEWEST_DIFFERENT: usize = 18;

/// True for text that is a key, or holds one behind `AccountKey=` and its like.
pub(super) fn holds_key(text: &str) -> bool {
    if PUBLISHED.iter().any(|known| text.contains(known)) {
        return false;
    }
    let whole = text.trim();
    let is_bare = whole.len() == STORAGE_KEY && whole.ends_with("==") && is_random(whole);
    is_bare || behind_marks(text).any(is_random)
}

/// What stands behind each mark, up to the next part of the text.
fn behind_marks(text: &str) -> impl Iterator<Item = &str> {
    // Keeps every byte where it is.
    let lower = text.to_ascii_lowercase();
    let ends: Vec<usize> = MARKS
        .iter()
        .flat_map(|mark| lower.match_indices(mark))
        .map(|(at, mark)| at + mark.len())
        .collect();
    let value = |end: usize| text.get(end..)?.split([';', '&', '"', ' ', ',']).next();
    ends.into_iter().filter_map(value)
}

/// True for base64 of random bytes, in any of its spellings, that is long enough for a key.
fn is_random(text: &str) -> bool {
    let base64 = |b: u8| b.is_ascii_alphanumeric() || b"+/=-_%".contains(&b);
    let mut bytes: Vec<u8> = text.bytes().collect();
    bytes.sort_unstable();
    bytes.dedup();
    text.len() >= SHORTEST && text.bytes().all(base64) && bytes.len() >= FEWEST_DIFFERENT
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Base64 of 32 bytes that nobody uses.
    const KEY: &str = "QmVsb3cgYXJlIG5vIHJlYWwga2V5cyBhdCBhbGwhIQ0=";

    #[test]
    fn keys_are_known_by_their_shape() {
        for text in [
            format!("Endpoint=sb://x.servicebus.windows.net/;SharedAccessKey={KEY}"),
            format!("https://x.blob.core.windows.net/c?sv=1&SIG={KEY}&se=2"),
            format!("AccountKey={KEY};EndpointSuffix=core.windows.net"),
        ] {
            assert!(holds_key(&text), "{text}");
        }
        let storage = format!("{}==", KEY.trim_end_matches('=').repeat(2));
        assert!(holds_key(&storage));
    }

    #[test]
    fn emulators_and_placeholders_hold_no_key() {
        // Trap T2 of the corpus, and what people write instead of a key.
        for text in [
            "UseDevelopmentStorage=true",
            &format!("AccountName=devstoreaccount1;AccountKey={}", PUBLISHED[0]),
            &format!(
                "AccountEndpoint=https://localhost:8081/;AccountKey={}",
                PUBLISHED[1]
            ),
            "Endpoint=sb://localhost;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true",
            "AccountKey=<the key of the storage account that holds the orders>",
            "AccountKey=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx==",
            "InstrumentationKey=00000000-0000-0000-0000-000000000000",
            "Server=localhost;User=sa;Password=Passw0rd!",
            "shop_RootManageSharedAccessKey_EVENTHUB",
        ] {
            assert!(!holds_key(text), "{text}");
        }
    }
}
