//! Patterns for names: `*` stands for any text, `?` for one character.

/// Whether the whole of `name` matches `pattern`.
#[must_use]
pub fn matches(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut p, mut n) = (0, 0);
    // Where to resume when the text after the last `*` does not fit.
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(&c) if c == '?' || c == name[n] => {
                p += 1;
                n += 1;
            }
            _ => match star {
                Some((at, eaten)) => {
                    star = Some((at, eaten + 1));
                    p = at + 1;
                    n = eaten + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, name, expected) in [
            ("web", "web", true),
            ("web", "webservice", false),
            ("web*", "webservice", true),
            ("*", "", true),
            ("*service", "webservice", true),
            ("w*b*e", "webservice", true),
            ("w?b", "web", true),
            ("w?b", "wb", false),
            ("*a*b", "aab", true),
            ("*ab", "aaab", true),
            ("", "", true),
            ("", "a", false),
            ("a?", "aé", true),
            ("a*", "a", true),
            ("*.tags[*]", "x.tags[\"a\"]", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }
}
