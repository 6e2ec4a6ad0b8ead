//! What must not be printed: credentials in text that is not known to hold any.

use std::borrow::Cow;

/// True for text that carries a key, a password or a signature. A setting *name* such as
/// `x_RootManageSharedAccessKey_EVENTHUB` has no `=` and does not count.
pub fn looks_secret(text: &str) -> bool {
    const MARKS: [&str; 8] = [
        "key=",
        "password=",
        "pwd=",
        "secret=",
        "token=",
        "sharedaccesssignature=",
        "sig=",
        "code=",
    ];
    // Asked of every text of every file, and most have neither.
    if !text.bytes().any(|byte| matches!(byte, b'=' | b':')) {
        return false;
    }
    let joined: String = text.split_whitespace().collect();
    let lower = joined.to_ascii_lowercase();
    MARKS.iter().any(|mark| lower.contains(mark)) || names_a_user(text)
}

/// True for text with a URL that carries a user and a password: `amqp://user:password@host`.
fn names_a_user(text: &str) -> bool {
    let ends_authority = |c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'');
    text.split("://").skip(1).any(|rest| {
        let authority = rest.split(ends_authority).next().unwrap_or_default();
        let user = authority.rsplit_once('@').map(|(user, _)| user);
        user.is_some_and(|user| user.contains(':'))
    })
}

/// A message without the credentials it quotes: names stand in backticks, and one that looks
/// like a credential becomes `***`.
pub fn without_secrets(text: &str) -> Cow<'_, str> {
    if !looks_secret(text) {
        return Cow::Borrowed(text);
    }
    let pieces = text.split('`').enumerate();
    let pieces: Vec<&str> = pieces
        .map(|(index, piece)| match index % 2 {
            1 if looks_secret(piece) => "***",
            _ => piece,
        })
        .collect();
    Cow::Owned(pieces.join("`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_look_secret_and_names_do_not() {
        assert!(looks_secret("Endpoint=sb://x/;SharedAccessKey=abc"));
        assert!(looks_secret("Account Key = abc"));
        assert!(looks_secret("amqp://guest:guest@localhost:5672"));
        assert!(!looks_secret("shop_RootManageSharedAccessKey_EVENTHUB"));
        assert!(!looks_secret("https://example.com:443/a@b"));
    }

    #[test]
    fn quoted_credentials_leave_a_message() {
        let message = "`AccountKey=abc` is not a name of `F`, write `x`";
        assert_eq!(
            without_secrets(message),
            "`***` is not a name of `F`, write `x`"
        );
        assert_eq!(without_secrets("`a` and `b`"), "`a` and `b`");
    }
}
