//! What kind of file a program is, by its first bytes: enough to say why it cannot run.

/// The kind of a program file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Image {
    /// An ELF binary, with its machine number.
    Elf(u16),
    /// A binary for macOS.
    MachO,
    /// A binary for Windows.
    Windows,
    /// A script, with the interpreter that its first line names.
    Script(String),
    /// Anything else, such as a script without `#!`.
    Other,
}

impl Image {
    /// The kind of a file that begins with `bytes`.
    pub fn of(bytes: &[u8]) -> Image {
        match bytes {
            [0x7f, b'E', b'L', b'F', ..] => Image::Elf(machine(bytes)),
            [0xcf | 0xce, 0xfa, 0xed, 0xfe, ..] | [0xca, 0xfe, 0xba, 0xbe, ..] => Image::MachO,
            [b'M', b'Z', ..] => Image::Windows,
            [b'#', b'!', rest @ ..] => Image::Script(interpreter(rest)),
            _ => Image::Other,
        }
    }

    /// Why this system's kernel will not run it; `None` when it may.
    pub fn refusal(&self) -> Option<String> {
        let system = std::env::consts::OS;
        match self {
            Image::Elf(_) if system != "linux" => Some("it is a program for Linux".to_owned()),
            Image::Elf(number) if !runs_here(*number) => {
                Some(format!("it is built for {}", machine_name(*number)))
            }
            Image::MachO if system != "macos" => Some("it is a program for macOS".to_owned()),
            Image::Windows if system != "windows" => Some("it is a program for Windows".to_owned()),
            Image::Other => Some("it is neither a program nor a script with `#!`".to_owned()),
            _ => None,
        }
    }
}

fn machine(bytes: &[u8]) -> u16 {
    let little = bytes.get(5) != Some(&2);
    let number = [18, 19].map(|at| bytes.get(at).copied().unwrap_or_default());
    if little {
        u16::from_le_bytes(number)
    } else {
        u16::from_be_bytes(number)
    }
}

/// The path behind `#!`, without its arguments.
fn interpreter(line: &[u8]) -> String {
    let line = line.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let text = String::from_utf8_lossy(line).into_owned();
    let blank = [' ', '\t'];
    let path = text.trim_start_matches(blank).split(blank).next();
    path.unwrap_or_default().to_owned()
}

/// True when a machine number is that of this system, or one it is not known to refuse.
fn runs_here(number: u16) -> bool {
    match std::env::consts::ARCH {
        "x86_64" => matches!(number, 62 | 3),
        "aarch64" => matches!(number, 183 | 40),
        _ => true,
    }
}

fn machine_name(number: u16) -> String {
    let name = match number {
        3 => "32-bit x86",
        40 => "32-bit ARM",
        62 => "x86-64",
        183 => "ARM64",
        243 => "RISC-V",
        _ => return format!("another machine (number {number})"),
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elf(machine: u8) -> Vec<u8> {
        let mut bytes = b"\x7fELF\x02\x01".to_vec();
        bytes.resize(18, 0);
        bytes.extend([machine, 0]);
        bytes
    }

    #[test]
    fn first_bytes_tell_the_kind() {
        assert_eq!(Image::of(&elf(62)), Image::Elf(62));
        assert_eq!(Image::of(b"MZ\x90"), Image::Windows);
        assert_eq!(Image::of(b"\xcf\xfa\xed\xfe"), Image::MachO);
        assert_eq!(Image::of(b"echo hello"), Image::Other);
        assert_eq!(Image::of(b""), Image::Other);
        let script = Image::of(b"#! /usr/bin/env node\nx");
        assert_eq!(script, Image::Script("/usr/bin/env".to_owned()));
        // A carriage return is part of the path, as the kernel sees it.
        let dos = Image::of(b"#!/bin/sh\r\necho");
        assert_eq!(dos, Image::Script("/bin/sh\r".to_owned()));
    }

    #[cfg(all(target_os = "linux", target_arch = "x86_64"))]
    #[test]
    fn a_program_for_another_machine_is_refused() {
        assert_eq!(Image::Elf(62).refusal(), None);
        assert_eq!(
            Image::Elf(183).refusal().as_deref(),
            Some("it is built for ARM64")
        );
        assert!(Image::Windows.refusal().is_some());
    }
}
