//! Wildcards: `*` for any text, `?` for a character.

use crate::glob;

/// How much work is put into one question about two patterns.
const MOST: usize = 1_000_000;

/// Whether everything that `narrow` stands for, `wide` stands for too. Case is
/// ignored, as for actions; for resources that is the careful side only where
/// two names differ in nothing else, which AWS does not allow for most.
pub(crate) fn covers(wide: &str, narrow: &str) -> bool {
    let wide: Vec<char> = wide.chars().map(|c| c.to_ascii_lowercase()).collect();
    let narrow: Vec<char> = narrow.chars().map(|c| c.to_ascii_lowercase()).collect();
    // One character is less than any text.
    glob::fits(&wide, &narrow, |wanted, c| {
        c != '*' && (wanted == '?' || wanted == c)
    })
}

/// Whether anything is what both stand for.
pub(crate) fn overlaps(a: &str, b: &str) -> bool {
    let a: Vec<char> = a.chars().map(|c| c.to_ascii_lowercase()).collect();
    let b: Vec<char> = b.chars().map(|c| c.to_ascii_lowercase()).collect();
    if a.len().saturating_mul(b.len()) > MOST {
        return true;
    }
    // Row by row: whether the rests from here on overlap.
    let mut below = vec![false; b.len() + 1];
    for i in (0..=a.len()).rev() {
        let mut row = vec![false; b.len() + 1];
        for j in (0..=b.len()).rev() {
            let right = row.get(j + 1).copied().unwrap_or(false);
            let down = below.get(j).copied().unwrap_or(false);
            let across = below.get(j + 1).copied().unwrap_or(false);
            let overlap = match (a.get(i), b.get(j)) {
                (None, None) => true,
                (Some('*'), None) => down,
                (None, Some('*')) => right,
                (Some('*'), Some(_)) | (Some(_), Some('*')) => down || right,
                (Some(x), Some(y)) => (x == y || *x == '?' || *y == '?') && across,
                _ => false,
            };
            if let Some(cell) = row.get_mut(j) {
                *cell = overlap;
            }
        }
        below = row;
    }
    below.first().copied().unwrap_or(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_covers_the_other() {
        for (wide, narrow, expected) in [
            ("*", "s3:*", true),
            ("s3:*", "S3:GetObject", true),
            ("s3:Get*", "s3:G*", false),
            ("s3:G*", "s3:Get*", true),
            ("a?c", "abc", true),
            ("a?c", "a*c", false),
            ("a*c", "a?c", true),
            ("a", "a", true),
            ("a*", "*", false),
            ("", "", true),
            ("*/*", "a/b/c", true),
        ] {
            assert_eq!(covers(wide, narrow), expected, "{wide} {narrow}");
        }
    }

    #[test]
    fn both_stand_for_something() {
        for (a, b, expected) in [
            ("s3:*", "iam:*", false),
            ("s3:Get*", "s3:*Object", true),
            ("*", "anything", true),
            ("a?", "a", false),
            ("a*", "*b", true),
            ("", "*", true),
            ("", "a", false),
        ] {
            assert_eq!(overlaps(a, b), expected, "{a} {b}");
            assert_eq!(overlaps(b, a), expected, "{b} {a}");
        }
    }
}
