//! The order of events of one object.

/// S3's number of an event, comparable between events of one key: hexadecimal
/// digits, filled up with zeros on the right, as S3's documentation says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sequencer(String);

/// Twice what S3 has been seen to send, and more.
const WIDTH: usize = 64;

impl Sequencer {
    /// Reads it; what is no hexadecimal number comes before all that are.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let known = text.len() <= WIDTH && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let digits = if known { text } else { "" };
        Self(format!("{:0<WIDTH$}", digits.to_ascii_uppercase()))
    }

    /// The text that is stored, and compared by the table.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn shorter_ones_are_filled_up_on_the_right() {
        assert!(Sequencer::new("0055AED6DCD90281E5") < Sequencer::new("0055AED6DCD90281E6"));
        assert!(Sequencer::new("0055AED6DCD90281E5") < Sequencer::new("0055aee"));
        assert_eq!(Sequencer::new("ab"), Sequencer::new("AB00"));
        assert_eq!(Sequencer::new("not hex"), Sequencer::new(""));
    }

    proptest! {
        #[test]
        fn all_have_one_width(text in any::<String>()) {
            prop_assert_eq!(Sequencer::new(&text).as_str().len(), WIDTH);
        }
    }
}
