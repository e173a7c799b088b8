//! Places in the feed's index.

use std::num::NonZeroU8;

use contract::table;

use crate::PostId;

/// The partition of a post: one of so many, by the id's last byte, which is
/// random.
pub(crate) fn of(id: PostId, shards: NonZeroU8) -> String {
    let [.., last] = id.uuid().into_bytes();
    name(last % shards)
}

/// Every partition.
pub(crate) fn all(shards: NonZeroU8) -> impl Iterator<Item = String> {
    (0..shards.get()).map(name)
}

fn name(number: u8) -> String {
    format!("{}{number}", table::FEED_SHARD_PREFIX)
}

/// The sort key of a post: its time, then its id. Fifteen digits hold every
/// time that a uuid has.
pub(crate) fn order(id: PostId) -> String {
    format!("{:015}#{id}", id.millis())
}

/// The same place as a value that compares alike.
pub(crate) fn place(id: PostId) -> (u64, PostId) {
    (id.millis(), id)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    proptest! {
        #[test]
        fn every_post_is_in_a_shard_that_is_read(bits in any::<u128>(), shards in 1..=255u8) {
            let shards = NonZeroU8::new(shards).unwrap();
            let shard = of(PostId::from_uuid(Uuid::from_u128(bits)), shards);
            prop_assert!(all(shards).any(|one| one == shard));
        }

        #[test]
        fn the_order_is_that_of_time(one in any::<u128>(), other in any::<u128>()) {
            let id = |bits: u128| PostId::from_uuid(Uuid::from_u128(bits & !(0xF << 76) | 7 << 76));
            let (one, other) = (id(one), id(other));
            prop_assert_eq!(one.cmp(&other), order(one).cmp(&order(other)));
        }

        #[test]
        fn both_forms_of_a_place_compare_alike(one in any::<u128>(), other in any::<u128>()) {
            let id = |bits| PostId::from_uuid(Uuid::from_u128(bits));
            let (one, other) = (id(one), id(other));
            prop_assert_eq!(place(one).cmp(&place(other)), order(one).cmp(&order(other)));
        }
    }

    #[test]
    fn posts_without_a_time_come_last() {
        let original = "ffffffff-ffff-4fff-bfff-ffffffffffff".parse().unwrap();
        assert!(order(original) < order(PostId::generate()));
    }
}
