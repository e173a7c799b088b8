//! Wildcards: `*` for any text, `?` for a character.
//!
//! A pattern may have references, `${...}`: of a template, or IAM's own. What
//! one stands for is not known, so it is covered by the same reference or by
//! `*`, and overlaps with anything.

use crate::template;

/// How much work is put into one question about two patterns.
const MOST: usize = 1_000_000;

/// Whether everything that `narrow` stands for, `wide` stands for too. Case is
/// ignored, as for actions; for resources that is the careful side only where
/// two names differ in nothing else, which AWS does not allow for most.
pub(crate) fn covers(wide: &str, narrow: &str) -> bool {
    let (wide, narrow) = (tokens(wide), tokens(narrow));
    let (mut w, mut n) = (0, 0);
    // Where to resume when what follows the last `*` does not fit.
    let mut star: Option<(usize, usize)> = None;
    while let Some(&c) = narrow.get(n) {
        match wide.get(w) {
            Some(Token::Any) => {
                star = Some((w, n));
                w += 1;
            }
            // One character is less than any text.
            Some(Token::One) if matches!(c, Token::One | Token::Char(_)) => {
                w += 1;
                n += 1;
            }
            Some(&same) if same == c && c != Token::Any => {
                w += 1;
                n += 1;
            }
            _ => match star {
                Some((at, eaten)) => {
                    star = Some((at, eaten + 1));
                    w = at + 1;
                    n = eaten + 1;
                }
                None => return false,
            },
        }
    }
    wide.get(w..)
        .is_some_and(|rest| rest.iter().all(|&c| c == Token::Any))
}

/// A part of a pattern.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Token<'a> {
    Char(char),
    /// One character.
    One,
    /// Any text.
    Any,
    /// A text that is not known.
    Reference(&'a str),
}

/// The parts of a pattern, without regard to case but in references.
fn tokens(pattern: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        if let Some(length) = template::reference(rest) {
            let (reference, after) = rest.split_at(length);
            tokens.push(Token::Reference(reference));
            rest = after;
            continue;
        }
        tokens.push(match c {
            '*' => Token::Any,
            '?' => Token::One,
            c => Token::Char(c.to_ascii_lowercase()),
        });
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    tokens
}

/// The parts of a pattern, with any text in the place of references.
fn unknown(pattern: &str) -> Vec<Token<'_>> {
    let any = |token| match token {
        Token::Reference(_) => Token::Any,
        token => token,
    };
    tokens(pattern).into_iter().map(any).collect()
}

/// Whether anything is what both stand for.
pub(crate) fn overlaps(a: &str, b: &str) -> bool {
    let (a, b) = (unknown(a), unknown(b));
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
                (Some(Token::Any), None) => down,
                (None, Some(Token::Any)) => right,
                (Some(Token::Any), Some(_)) | (Some(_), Some(Token::Any)) => down || right,
                (Some(x), Some(y)) => (x == y || *x == Token::One || *y == Token::One) && across,
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
            ("${a.b}/*", "${a.b}/x", true),
            ("${a.B}/*", "${a.b}/x", false),
            ("*", "${a.b}", true),
            ("arn:*", "${a.b}", false),
            ("${a.b}", "${a.c}", false),
            ("${a[*].b}", "${a[0].b}", false),
            ("${c ? a.b : a.c}", "${c ? a.b : a.c}", true),
            ("?????", "${a}", false),
            ("${a.b}", "*", false),
            ("${unclosed?", "${unclosed!", true),
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
            ("${a.b}/x", "arn:y/x", true),
            ("${a.b}/x", "arn:y/z", false),
        ] {
            assert_eq!(overlaps(a, b), expected, "{a} {b}");
            assert_eq!(overlaps(b, a), expected, "{b} {a}");
        }
    }
}
