//! What must hold for inspection, whatever the file.

use fch::inspect::{Format, inspect_bytes, may_be_program};

/// It ends, what it says can be shown, and no program is passed over by its first bytes.
pub fn check(bytes: &[u8]) {
    let inspection = inspect_bytes(bytes);
    assert_eq!(inspection.size, bytes.len() as u64);
    assert!(!inspection.format.to_string().is_empty());
    let is_program = !matches!(inspection.format, Format::Text | Format::Data);
    assert!(!is_program || may_be_program(bytes), "{inspection:?}");
    if let Format::Elf(elf) = inspection.format {
        assert!(elf.strippable.debug <= bytes.len() as u64 * 4096);
        assert!(elf.floors.is_sorted_by_key(|floor| floor.family));
    }
}
