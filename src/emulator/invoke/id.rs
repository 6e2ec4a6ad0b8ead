//! Invocation ids: random UUIDs, without a call into the system for each.

use std::cell::Cell;

use uuid::{Builder, Uuid};

thread_local! {
    /// The state of two SplitMix64 generators, seeded once by the system.
    static STATE: Cell<(u64, u64)> = Cell::new(Uuid::new_v4().as_u64_pair());
}

/// A new id, different from all others of this run. Not a secret: guessing one gives nothing.
pub fn fresh() -> Uuid {
    let (high, low) = STATE.get();
    let next = (high.wrapping_add(STEP), low.wrapping_add(STEP));
    STATE.set(next);
    let random = (u128::from(mix(next.0)) << 64) | u128::from(mix(next.1));
    Builder::from_u128(random)
        .with_version(uuid::Version::Random)
        .with_variant(uuid::Variant::RFC4122)
        .into_uuid()
}

/// The increment of SplitMix64, odd, so that a state comes back only after 2^64 steps.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(state: u64) -> u64 {
    let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::HashSet;

    #[test]
    fn ids_are_random_uuids_and_never_come_twice() {
        let ids: HashSet<_> = (0..10_000).map(|_| super::fresh()).collect();
        assert_eq!(ids.len(), 10_000);
        assert!(ids.iter().all(|id| id.get_version_num() == 4));
    }

    #[test]
    fn an_id_is_written_dashed_and_lower_case() {
        // H-REQ-03
        let id = super::fresh().to_string();
        assert_eq!(id.len(), 36);
        assert!(
            id.bytes()
                .all(|b| b == b'-' || b.is_ascii_digit() || b.is_ascii_lowercase())
        );
    }
}
