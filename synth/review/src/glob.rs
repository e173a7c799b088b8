//! Patterns for names: `*` stands for any text, `?` for one character.

/// Whether the whole of `name` matches.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    // Row by row: which beginnings of the pattern match what is read so far.
    let mut fits = vec![false; pattern.len() + 1];
    let skip = |fits: &mut Vec<bool>| {
        for (at, c) in pattern.iter().enumerate() {
            if *c == '*' && fits.get(at) == Some(&true) {
                fits[at + 1] = true;
            }
        }
    };
    fits[0] = true;
    skip(&mut fits);
    for c in name.chars() {
        let mut next = vec![false; pattern.len() + 1];
        for (at, wanted) in pattern.iter().enumerate() {
            if fits.get(at) != Some(&true) {
                continue;
            }
            match wanted {
                '*' => next[at] = true,
                '?' => next[at + 1] = true,
                wanted if *wanted == c => next[at + 1] = true,
                _ => {}
            }
        }
        skip(&mut next);
        fits = next;
    }
    fits.last() == Some(&true)
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
            ("w*b*e", "webservice", true),
            ("w?b", "wb", false),
            ("*ab", "aaab", true),
            ("", "a", false),
            ("a*", "a", true),
            ("a?", "aé", true),
            ("*.tags[*]", "x.tags[\"a\"]", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }
}
