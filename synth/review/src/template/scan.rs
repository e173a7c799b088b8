//! Finds where expressions and quoted texts end.

/// How deep expressions may be in each other.
pub(super) const DEEPEST: usize = 100;

/// A part of a template.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Piece<'a> {
    /// As it is written: a literal `${` is `$${`.
    Literal(&'a str),
    /// What is between `${` and `}`.
    Expression(&'a str),
}

/// The parts of a template; `None` if it has directives, or is none.
pub(crate) fn pieces(template: &str) -> Option<Vec<Piece<'_>>> {
    let bytes = template.as_bytes();
    let mut pieces = Vec::new();
    let (mut at, mut literal) = (0, 0);
    while at < bytes.len() {
        let rest = bytes.get(at..)?;
        if rest.starts_with(b"$${") || rest.starts_with(b"%%{") {
            at += 3;
        } else if rest.starts_with(b"%{") {
            return None;
        } else if rest.starts_with(b"${") {
            if literal < at {
                pieces.push(Piece::Literal(template.get(literal..at)?));
            }
            let end = end(bytes, at + 2, 0)?;
            pieces.push(Piece::Expression(template.get(at + 2..end)?.trim()));
            at = end + 1;
            literal = at;
        } else {
            at += 1;
        }
    }
    if literal < at {
        pieces.push(Piece::Literal(template.get(literal..at)?));
    }
    Some(pieces)
}

/// The literal `${` of a template as it is meant.
pub(crate) fn meant(literal: &str) -> String {
    literal.replace("$${", "${").replace("%%{", "%{")
}

/// Where the expression that begins at `at` is closed.
pub(super) fn end(bytes: &[u8], at: usize, depth: usize) -> Option<usize> {
    let mut at = at;
    let mut open = Vec::new();
    loop {
        match *bytes.get(at)? {
            b'"' => at = quoted(bytes, at, depth)?,
            b'{' => open.push(b'}'),
            b'(' => open.push(b')'),
            b'[' => open.push(b']'),
            closing @ (b'}' | b')' | b']') => match open.pop() {
                Some(expected) if expected == closing => {}
                None => return Some(at),
                Some(_) => return None,
            },
            // Comments, and texts of several lines.
            b'#' => return None,
            first @ (b'/' | b'<') if bytes.get(at + 1) == Some(&first) => return None,
            b'/' if bytes.get(at + 1) == Some(&b'*') => return None,
            _ => {}
        }
        at += 1;
    }
}

/// Where the text in quotes that begins at `at` has its closing quote.
pub(super) fn quoted(bytes: &[u8], at: usize, depth: usize) -> Option<usize> {
    if depth > DEEPEST {
        return None;
    }
    let mut at = at + 1;
    loop {
        match *bytes.get(at)? {
            b'"' => return Some(at),
            b'\\' => at += 2,
            sign @ (b'$' | b'%') => {
                let rest = bytes.get(at + 1..)?;
                if rest.starts_with(&[sign, b'{']) {
                    at += 3;
                } else if rest.starts_with(b"{") {
                    at = end(bytes, at + 2, depth + 1)? + 1;
                } else {
                    at += 1;
                }
            }
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_end_where_they_are_closed() {
        use Piece::{Expression, Literal};
        for (template, expected) in [
            ("", vec![]),
            ("a$b%c", vec![Literal("a$b%c")]),
            (
                "a${ x }b",
                vec![Literal("a"), Expression("x"), Literal("b")],
            ),
            ("$${x}${y}", vec![Literal("$${x}"), Expression("y")]),
            (
                "${f(\"}${g(\"\\\"}\")}\", {a = 1})}ä",
                vec![Expression("f(\"}${g(\"\\\"}\")}\", {a = 1})"), Literal("ä")],
            ),
        ] {
            assert_eq!(pieces(template), Some(expected), "{template}");
        }
        for template in ["${", "${a", "${\"}", "${(]}", "%{ if x }", "${a # b\n}"] {
            assert_eq!(pieces(template), None, "{template}");
        }
    }
}
