//! The first line of a script: what Linux starts to run it, if it says so at all.

/// The `#!` line of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shebang {
    /// What stands after `#!`, without a trailing carriage return.
    pub interpreter: String,
    /// Whether the line ends with a carriage return, which Linux takes as part of the
    /// interpreter's name.
    pub crlf: bool,
}

/// The kernel reads no more of the line than this many bytes.
const READ_BY_KERNEL: usize = 256;
/// How much of a file tells whether it is text.
const HEAD: usize = 4096;

impl Shebang {
    /// Reads the first line; `None` when it does not begin with `#!`.
    pub fn read(bytes: &[u8]) -> Option<Shebang> {
        let rest = bytes.strip_prefix(b"#!")?;
        let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let head = line
            .get(..line.len().min(READ_BY_KERNEL))
            .unwrap_or_default();
        Some(Shebang {
            interpreter: String::from_utf8_lossy(head).trim().to_owned(),
            crlf: line.ends_with(b"\r"),
        })
    }

    /// The name of the program that runs the script: `bash` of `/usr/bin/env bash -e`.
    pub fn program(&self) -> &str {
        let mut words = self.interpreter.split_whitespace();
        let name = |word: &str| word.rfind('/').map_or(0, |slash| slash + 1);
        let first = words.next().unwrap_or_default();
        match &first[name(first)..] {
            "env" => words
                .find(|word| !word.starts_with('-'))
                .unwrap_or_default(),
            program => program,
        }
    }
}

/// Whether a file with these bytes is text, as far as its beginning tells. Empty files are.
pub fn is_text(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    let control = |byte: &u8| *byte < 0x20 && !b"\t\n\r\x0c\x1b".contains(byte);
    !head.iter().any(control)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_names_the_program() {
        let program = |text: &str| Shebang::read(text.as_bytes()).unwrap().program().to_owned();
        assert_eq!(program("#!/bin/sh\n"), "sh");
        assert_eq!(program("#! /usr/bin/env -S bash -e\r\n"), "bash");
        assert_eq!(program("#!\n"), "");
        assert_eq!(Shebang::read(b"echo\n"), None);
        assert!(Shebang::read(b"#!/bin/sh\r\n").unwrap().crlf);
    }
}
