//! Large files: in pieces, the same on every machine, and past 4 GiB.

use super::zips::{opened_by_others, options, pack};
use super::*;
use crate::archive::{Digest, Level};

/// Larger than what is compressed in one piece, with parts that compress and parts that do not.
fn large_file() -> Vec<u8> {
    let mut state = 1_u32;
    let mut draw = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    let mut bytes: Vec<u8> = (0..2_500_000).map(|_| draw()).collect();
    bytes.extend("func (h *handler) ServeHTTP\n".repeat(60_000).into_bytes());
    bytes.extend((0..900_000).map(|_| draw() % 40));
    bytes
}

#[test]
fn a_large_file_in_pieces_is_the_same_on_any_number_of_threads() {
    let large = large_file();
    let app = tree(&[("host.json", b"{}"), ("model.bin", &large), ("z.txt", b"z")]);
    let out = tempfile::tempdir().unwrap();
    for level in [Level::Fast, Level::Default, Level::Best] {
        let zip = |threads| {
            let options = Options {
                level,
                ..options(threads)
            };
            let selection = chosen(app.path(), None, &["host.json"]);
            let path = out.path().join(format!("{threads}.zip"));
            write(&selection, &path, &options).unwrap()
        };
        let one = zip(1);
        let bytes = fs::read(&one.path).unwrap();
        assert!(one.size < 3_500_000, "{}", one.size);
        assert_eq!(one.sha256, Digest::of(&bytes));
        for threads in [2, 7] {
            assert!(
                bytes == fs::read(zip(threads).path).unwrap(),
                "{threads} threads"
            );
        }
        let damage = prove(&one.path, "1.zip", &one).unwrap();
        assert!(damage.is_empty(), "{damage:?}");
        opened_by_others(&one.path);
    }
}

#[cfg(unix)] // where such a file takes no room on the disk
#[test]
#[ignore = "takes a minute"]
fn a_file_of_more_than_4_gib_is_packed_and_read_back() {
    let app = tree(&[("host.json", b"{}"), ("z.txt", b"after it")]);
    let huge = fs::File::create(app.path().join("disk.img")).unwrap();
    huge.set_len(5 << 30).unwrap();
    let written = pack(app.path(), &app.path().join("app.zip"), 2);
    assert_eq!(written.entries[0].size, 5 << 30);
    let damage = prove(&written.path, "app.zip", &written).unwrap();
    assert!(damage.is_empty(), "{damage:?}");
    opened_by_others(&written.path);
}
