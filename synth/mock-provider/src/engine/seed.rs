//! Where made-up values come from: a digest, so that they are the same in
//! every run and on every machine.

use sha2::{Digest, Sha256};

/// What makes one made-up value differ from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Seed([u8; 32]);

impl Seed {
    pub(crate) fn new(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update(part.len().to_be_bytes());
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }

    /// A seed of its own for a part of the thing.
    pub(crate) fn with(self, part: &str) -> Self {
        Self::new(&[&self.0, part.as_bytes()])
    }

    /// The first hexadecimal digits, 64 at most.
    pub(crate) fn hex(self, digits: usize) -> String {
        let mut text = String::with_capacity(64);
        for byte in self.0 {
            for nibble in [byte >> 4, byte & 15] {
                text.push(char::from_digit(nibble.into(), 16).unwrap_or('0'));
            }
        }
        text.truncate(digits);
        text
    }

    /// A UUID, of no version.
    pub(crate) fn uuid(self) -> String {
        let hex = self.hex(32);
        [
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..],
        ]
        .join("-")
    }

    /// Letters and digits as AWS uses in its identifiers.
    pub(crate) fn upper(self, digits: usize) -> String {
        const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let letters = self.0.iter().map(|byte| ALPHABET[usize::from(byte % 32)]);
        letters.take(digits).map(char::from).collect()
    }

    /// A number below a limit.
    pub(crate) fn below(self, limit: u32) -> u32 {
        let [a, b, c, d, ..] = self.0;
        u32::from_be_bytes([a, b, c, d]) % limit.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(Seed::new(&[b"ab", b"c"]), Seed::new(&[b"a", b"bc"]));
    }

    #[test]
    fn values_do_not_change_between_releases() {
        let seed = Seed::new(&[b"aws_vpc"]);
        assert_eq!(seed.hex(8), "64ed1c47");
        assert_eq!(seed.upper(4).len(), 4);
        assert!(seed.below(7) < 7);
    }
}
