//! Numbers as Terraform exchanges them: integers, doubles, or decimal text.

use std::cmp::Ordering;
use std::fmt;

/// A number, kept in the one form Terraform itself would choose for it, so
/// that equal numbers are equal values.
#[derive(Clone, Debug)]
pub enum Number {
    /// An integer of 64 bits.
    Int(i64),
    /// A double that is exactly the number meant, and no integer of 64 bits.
    Float(f64),
    /// Anything else, as decimal text: `0.1` has no exact double.
    Text(String),
}

impl Number {
    /// The number a double stands for, exactly.
    #[must_use]
    pub fn from_f64(double: f64) -> Self {
        as_int(double).map_or(Number::Float(double), Number::Int)
    }

    /// The number a decimal text stands for.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        if let Ok(int) = text.parse() {
            return Some(Number::Int(int));
        }
        if !text.bytes().any(|b| b.is_ascii_digit()) {
            return None;
        }
        let double: f64 = text.parse().ok()?;
        if let Some(int) = as_int(double)
            && plain(text) == Some(int.to_string())
        {
            return Some(Number::Int(int));
        }
        if double.is_finite() && plain(text) == Some(exact(double)) {
            return Some(Number::from_f64(double));
        }
        Some(Number::Text(plain(text).unwrap_or_else(|| text.to_owned())))
    }

    fn approximately(&self) -> f64 {
        match self {
            #[expect(
                clippy::cast_precision_loss,
                reason = "only decides the order of a set"
            )]
            Number::Int(int) => *int as f64,
            Number::Float(double) => *double,
            Number::Text(text) => text.parse().unwrap_or(f64::MAX),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Int(int) => int.fmt(f),
            Number::Float(double) => f.write_str(&exact(*double)),
            Number::Text(text) => f.write_str(text),
        }
    }
}

impl From<i64> for Number {
    fn from(int: i64) -> Self {
        Number::Int(int)
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Number::Int(a), Number::Int(b)) => a.cmp(b),
            _ => self
                .approximately()
                .total_cmp(&other.approximately())
                .then_with(|| self.to_string().cmp(&other.to_string())),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

/// The double as an integer, where it is one.
fn as_int(double: f64) -> Option<i64> {
    // 2^63 is the first double that no i64 holds.
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the range and the fraction are checked"
    )]
    ((-LIMIT..LIMIT).contains(&double) && double.trunc().total_cmp(&double).is_eq())
        .then_some(double as i64)
}

/// Every decimal digit of a double: no double needs more than 1074.
fn exact(double: f64) -> String {
    let digits = format!("{double:.1074}");
    digits
        .trim_end_matches('0')
        .trim_end_matches('.')
        .to_owned()
}

/// Decimal text without an exponent and without superfluous zeros; `None` if
/// it is too long to write out.
fn plain(text: &str) -> Option<String> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    if exponent.abs() > 2_000 {
        return None;
    }
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits = format!("{whole}{fraction}");
    let mut point = i32::try_from(whole.len()).ok()?.checked_add(exponent)?;
    if point < 0 {
        digits.insert_str(0, &"0".repeat(usize::try_from(-point).ok()?));
        point = 0;
    }
    let point = usize::try_from(point).ok()?;
    if digits.len() < point {
        digits.push_str(&"0".repeat(point - digits.len()));
    }
    let (whole, fraction) = digits.split_at(point);
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(match (whole, fraction) {
        ("0", "") => "0".to_owned(),
        (whole, "") => format!("{sign}{whole}"),
        (whole, fraction) => format!("{sign}{whole}.{fraction}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_numbers_are_equal_whatever_their_form() {
        let same = [
            (Number::from_f64(3.0), Number::from(3)),
            (Number::from_text("3").unwrap(), Number::from(3)),
            (Number::from_text("3.0").unwrap(), Number::from(3)),
            (Number::from_text("0.5").unwrap(), Number::from_f64(0.5)),
            (
                Number::from_text("1e3").unwrap(),
                Number::from_text("1000").unwrap(),
            ),
            (
                Number::from_text("1.50").unwrap(),
                Number::from_text("1.5").unwrap(),
            ),
        ];
        for (a, b) in same {
            assert_eq!(a, b);
        }
    }

    #[test]
    fn a_tenth_is_text_because_no_double_is_a_tenth() {
        assert!(matches!(Number::from_text("0.1"), Some(Number::Text(text)) if text == "0.1"));
        assert_ne!(Number::from_text("0.1").unwrap(), Number::from_f64(0.1));
    }

    #[test]
    fn big_numbers_keep_every_digit() {
        let digits = "123456789012345678901234567890";
        assert_eq!(Number::from_text(digits).unwrap().to_string(), digits);
    }

    #[test]
    fn words_are_no_numbers() {
        assert_eq!(Number::from_text("nan"), None);
        assert_eq!(Number::from_text("infinity"), None);
        assert_eq!(Number::from_text("x1"), None);
    }
}
