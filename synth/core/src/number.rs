//! Terraform's number type.

use std::fmt;

/// A Terraform number: an integer or a finite binary fraction.
///
/// ```
/// use synth_core::Number;
/// assert_eq!(Number::from(8080).to_string(), "8080");
/// assert_eq!(Number::from(0.75).to_string(), "0.75");
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// A whole number.
    Integer(i64),
    /// A whole number too large for `i64`.
    Unsigned(u64),
    /// A fraction. Infinities and NaN are refused at synthesis.
    Float(f64),
}

impl Number {
    /// Whether Terraform can represent it at all.
    #[must_use]
    pub fn is_finite(self) -> bool {
        match self {
            Self::Integer(_) | Self::Unsigned(_) => true,
            Self::Float(float) => float.is_finite(),
        }
    }
}

macro_rules! from_integers {
    ($($integer:ty),*) => {$(
        impl From<$integer> for Number {
            fn from(value: $integer) -> Self {
                Self::Integer(value.into())
            }
        }
    )*};
}

from_integers!(i8, i16, i32, i64, u8, u16, u32);

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        i64::try_from(value).map_or(Self::Unsigned(value), Self::Integer)
    }
}

impl From<usize> for Number {
    fn from(value: usize) -> Self {
        // A usize has at most 64 bits on every target Rust supports.
        Self::from(value as u64)
    }
}

impl From<f32> for Number {
    fn from(value: f32) -> Self {
        Self::Float(value.into())
    }
}

impl From<f64> for Number {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(integer) => integer.fmt(formatter),
            Self::Unsigned(integer) => integer.fmt(formatter),
            Self::Float(float) => float.fmt(formatter),
        }
    }
}
