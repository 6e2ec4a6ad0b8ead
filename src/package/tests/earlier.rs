//! What is taken over from the last archive, and what is not.

use std::path::PathBuf;

use super::zips::options;
use super::*;
use crate::archive::{Digest, Level};

/// An app that is packaged again and again, with the note of its last archive.
struct Again {
    app: TempDir,
    out: TempDir,
}

impl Again {
    fn new() -> Again {
        let text = |word: &str| format!("{word} ").repeat(500_000).into_bytes();
        let (large, small) = (text("orders"), text("customers"));
        Again {
            app: tree(&[
                ("host.json", b"{}"),
                ("large.txt", &large),
                ("small.txt", &small[..100_000]),
                ("z/more.txt", &small[..1_800_000]),
            ]),
            out: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.out.path().join(name)
    }

    /// Writes `app.zip` and its note.
    fn zip(&self, level: Level) -> Written {
        let options = Options {
            level,
            note: Some(self.path("note.json")),
            ..options(2)
        };
        let written = self.written(&options, "app.zip");
        let note = written.note.as_ref().unwrap().to_json();
        fs::write(self.path("note.json"), note).unwrap();
        written
    }

    /// The zip as it is without any note.
    fn afresh(&self, level: Level) -> Written {
        let options = Options {
            level,
            ..options(2)
        };
        self.written(&options, "afresh.zip")
    }

    fn written(&self, options: &Options, name: &str) -> Written {
        let selection = chosen(self.app.path(), None, &["host.json"]);
        write(&selection, &self.path(name), options).unwrap()
    }

    /// Turns bits in the last bytes of what `name` was compressed to, in `app.zip`, and makes the
    /// note fit.
    fn forge(&self, name: &str, bits: &[u8]) {
        let mut zip = fs::read(self.path("app.zip")).unwrap();
        let offset = {
            let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&zip)).unwrap();
            let entry = archive.by_name(name).unwrap();
            (entry.data_start().unwrap() + entry.compressed_size()) as usize - bits.len()
        };
        let forged = zip.iter_mut().skip(offset);
        forged.zip(bits).for_each(|(byte, bit)| *byte ^= bit);
        fs::write(self.path("app.zip"), &zip).unwrap();
        let note = fs::read(self.path("note.json")).unwrap();
        let mut note: serde_json::Value = serde_json::from_slice(&note).unwrap();
        note["sha256"] = Digest::of(&zip).to_string().into();
        fs::write(self.path("note.json"), note.to_string()).unwrap();
    }
}

#[test]
fn the_next_archive_is_the_same_as_one_from_nothing() {
    let again = Again::new();
    for level in [Level::Default, Level::Fast, Level::Best] {
        assert_eq!(again.zip(level).sha256, again.afresh(level).sha256);
        put(
            again.app.path(),
            "small.txt",
            format!("{level:?}").as_bytes(),
        );
        put(again.app.path(), "new.txt", &vec![b'n'; 1000]);
        let next = again.zip(level);
        assert_eq!(next.sha256, again.afresh(level).sha256, "{level:?}");
        assert_eq!(
            fs::read(&next.path).unwrap(),
            fs::read(again.path("afresh.zip")).unwrap()
        );
        fs::remove_file(again.app.path().join("new.txt")).unwrap();
    }
}

#[test]
fn unchanged_files_are_taken_from_it_and_what_they_hold_is_proven() {
    let again = Again::new();
    let first = again.zip(Level::Default);
    // Not what any level makes: the last code of the stream is lost.
    again.forge("z/more.txt", &[0xff]);
    let next = again.zip(Level::Default);
    assert_ne!(next.sha256, first.sha256, "nothing was taken over");
    let faults = prove(&next.path, "app.zip", &next).unwrap();
    assert_eq!(found(&faults), ["zip-damaged"]);
}

/// CRC-32 does not tell bytes from those in which its generator, 0x104c11db7, is turned.
#[test]
fn what_is_taken_over_is_held_against_its_sha256() {
    let again = Again::new();
    let mut state = 1_u32;
    let noise = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    });
    let noise: Vec<u8> = noise.take(5_000_000).collect();
    put(again.app.path(), "noise.bin", &noise);
    again.zip(Level::Fast);
    let generator = [0x41, 0x06, 0x71, 0xdb, 0x01];
    let mut other = noise.clone();
    let end = other.iter_mut().rev().zip(generator.iter().rev());
    end.for_each(|(byte, bits)| *byte ^= bits);
    assert_eq!(libdeflater::crc32(&other), libdeflater::crc32(&noise));
    // Noise is stored, so the last bytes in the zip are its own.
    again.forge("noise.bin", &generator);
    let next = again.zip(Level::Fast);
    let faults = prove(&next.path, "app.zip", &next).unwrap();
    assert_eq!(found(&faults), ["zip-damaged"]);
    assert!(faults[0].message.contains("noise.bin"), "{faults:?}");
}

#[test]
fn an_archive_that_the_note_is_not_about_is_left_alone() {
    let again = Again::new();
    let first = again.zip(Level::Default);
    let note = fs::read(again.path("note.json")).unwrap();
    again.forge("large.txt", &[0xff]);
    fs::write(again.path("note.json"), &note).unwrap();
    assert_eq!(again.zip(Level::Default).sha256, first.sha256);
    for broken in ["", "{}", "null", "{\"fch\": 1}"] {
        again.forge("large.txt", &[0xff]);
        fs::write(again.path("note.json"), broken).unwrap();
        assert_eq!(again.zip(Level::Default).sha256, first.sha256, "{broken}");
    }
    // Of another level, of another version, and with places that are not there.
    let edits = [
        ("\"Default\"", "\"Best\""),
        (env!("CARGO_PKG_VERSION"), "0.0.0"),
        ("\"offset\":", "\"offset\":9999"),
        ("\"length\":", "\"length\":9999999999999"),
    ];
    for (from, to) in edits {
        again.forge("large.txt", &[0xff]);
        let note = fs::read_to_string(again.path("note.json")).unwrap();
        assert!(note.contains(from), "{from}");
        fs::write(again.path("note.json"), note.replace(from, to)).unwrap();
        assert_eq!(again.zip(Level::Default).sha256, first.sha256, "{from}");
    }
}

#[test]
fn no_note_is_kept_of_what_is_soon_done_again() {
    let app = tree(&[("host.json", b"{}"), ("a.txt", b"hello hello hello")]);
    let selection = chosen(app.path(), None, &["host.json"]);
    let written = write(&selection, &app.path().join("app.zip"), &options(1)).unwrap();
    assert_eq!(written.note, None);
}
