//! A text as what it stands for: without the backslashes of JSON, without the
//! percent signs of an address, without the line breaks of base64, without the
//! doubled dollars of a template. Each byte knows where it comes from, so that
//! what is found in a view can be taken out of the text.

/// How deep JSON inside JSON is looked into.
const DEEPEST: usize = 6;
/// How short the lines are that base64 is broken into.
const SHORTEST_LINE: usize = 60;

/// A text as what it stands for.
pub(super) struct View {
    pub(super) bytes: Vec<u8>,
    /// Where each byte begins in the text, and at last where the text ends.
    places: Vec<usize>,
}

impl View {
    /// From the places of a part of the view to those in the text.
    pub(super) fn span(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        Some((*self.places.get(start)?, *self.places.get(end)?))
    }

    /// One with room for what another one has.
    fn like(bytes: &[u8]) -> Self {
        Self {
            bytes: Vec::with_capacity(bytes.len()),
            places: Vec::with_capacity(bytes.len() + 1),
        }
    }

    /// Adds bytes that all stand at one place.
    fn push(&mut self, bytes: &[u8], place: usize) {
        self.bytes.extend_from_slice(bytes);
        self.places.resize(self.bytes.len(), place);
    }
}

/// Every view of a text that is another than the text.
pub(super) fn of(text: &str) -> Vec<View> {
    let mut views = Vec::new();
    percent(text.as_bytes(), None, &mut views);
    views.extend(joined(text.as_bytes(), None));
    views.extend(template(text.as_bytes(), None));
    let mut level = unescaped(text.as_bytes(), None);
    for _ in 0..DEEPEST {
        let Some(view) = level else {
            break;
        };
        percent(&view.bytes, Some(&view.places), &mut views);
        views.extend(joined(&view.bytes, Some(&view.places)));
        views.extend(template(&view.bytes, Some(&view.places)));
        level = unescaped(&view.bytes, Some(&view.places));
        views.push(view);
    }
    views
}

/// Where a byte stands in the text.
fn place(places: Option<&[usize]>, at: usize) -> usize {
    places.map_or(at, |places| places.get(at).copied().unwrap_or(at))
}

/// With `${` and `%{` where a template of Terraform's has them doubled.
fn template(bytes: &[u8], places: Option<&[usize]>) -> Option<View> {
    let doubled = |rest: &[u8]| rest.starts_with(b"$${") || rest.starts_with(b"%%{");
    if !bytes.windows(3).any(doubled) {
        return None;
    }
    let mut view = View::like(bytes);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        view.push(&[*byte], place(places, at));
        at += 1 + usize::from(doubled(bytes.get(at..).unwrap_or_default()));
    }
    view.places.push(place(places, bytes.len()));
    Some(view)
}

/// Without line breaks, if one of the lines looks like base64.
fn joined(bytes: &[u8], places: Option<&[usize]>) -> Option<View> {
    let code = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_');
    let mut lines = bytes.split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    if !bytes.contains(&b'\n')
        || !lines.any(|line| line.len() >= SHORTEST_LINE && line.iter().all(code))
    {
        return None;
    }
    let mut view = View::like(bytes);
    for (at, byte) in bytes.iter().enumerate() {
        if !byte.is_ascii_whitespace() {
            view.push(&[*byte], place(places, at));
        }
    }
    view.places.push(place(places, bytes.len()));
    Some(view)
}

/// Without the backslashes of JSON; `None` if there are none.
fn unescaped(bytes: &[u8], places: Option<&[usize]>) -> Option<View> {
    if !bytes.contains(&b'\\') {
        return None;
    }
    let mut view = View::like(bytes);
    let mut at = 0;
    let mut any = false;
    while let Some(&byte) = bytes.get(at) {
        let here = place(places, at);
        let (length, c) = match byte {
            b'\\' => escape(bytes.get(at + 1..).unwrap_or_default()),
            _ => (0, None),
        };
        match c {
            Some(c) => {
                view.push(c.encode_utf8(&mut [0; 4]).as_bytes(), here);
                at += 1 + length;
                any = true;
            }
            None => {
                view.push(&[byte], here);
                at += 1;
            }
        }
    }
    view.places.push(place(places, bytes.len()));
    any.then_some(view)
}

/// What follows a backslash stands for, and how long it is.
fn escape(rest: &[u8]) -> (usize, Option<char>) {
    let c = match rest.first() {
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b @ (b'"' | b'\\' | b'/')) => char::from(*b),
        Some(b'u') => return unicode(rest),
        _ => return (0, None),
    };
    (1, Some(c))
}

/// A character by its number, or two halves of one.
fn unicode(rest: &[u8]) -> (usize, Option<char>) {
    let unit = |from: usize| -> Option<u16> {
        let digits = std::str::from_utf8(rest.get(from..from + 4)?).ok()?;
        let hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
        hex.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
    };
    let Some(first) = unit(1) else {
        return (0, None);
    };
    if let Some(Ok(c)) = char::decode_utf16([first]).next() {
        return (5, Some(c));
    }
    let second = (rest.get(5..7) == Some(br"\u")).then(|| unit(7)).flatten();
    match second.and_then(|second| char::decode_utf16([first, second]).next()) {
        Some(Ok(c)) => (11, Some(c)),
        _ => (5, Some(char::REPLACEMENT_CHARACTER)),
    }
}

/// Adds what percent signs stand for, with a plus as it is and as a space.
fn percent(bytes: &[u8], places: Option<&[usize]>, views: &mut Vec<View>) {
    let plus = bytes.contains(&b'+');
    let percent = bytes.contains(&b'%');
    if percent {
        views.push(decoded(bytes, places, b'+'));
    }
    if plus {
        views.push(decoded(bytes, places, b' '));
    }
}

fn decoded(bytes: &[u8], places: Option<&[usize]>, plus: u8) -> View {
    let mut view = View::like(bytes);
    let digit = |at: usize| {
        let digit = char::from(*bytes.get(at)?).to_digit(16)?;
        u8::try_from(digit).ok()
    };
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let here = place(places, at);
        match (byte, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                view.push(&[high * 16 + low], here);
                at += 3;
            }
            _ => {
                view.push(&[if byte == b'+' { plus } else { byte }], here);
                at += 1;
            }
        }
    }
    view.places.push(place(places, bytes.len()));
    view
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> Vec<String> {
        let seen = of(text)
            .iter()
            .map(|view| String::from_utf8_lossy(&view.bytes).into_owned())
            .collect();
        seen
    }

    #[test]
    fn what_is_written_is_seen() {
        assert!(seen("plain é").is_empty());
        assert_eq!(seen(r#"a\"b\n\u003c\ud83d\ude00é"#), ["a\"b\n<😀é"]);
        assert_eq!(seen(r#"a\\\"b"#), [r#"a\"b"#, "a\"b"]);
        assert_eq!(seen("a%20b%C3%A9+%2"), ["a bé+%2", "a bé %2"]);
        assert_eq!(seen(r"C:\dir \u12 \"), Vec::<String>::new());
        assert_eq!(seen(r"\ud83d."), ["\u{fffd}."]);
        assert_eq!(seen("a$${b}"), ["a${b}"]);
        assert_eq!(seen("%%{c}"), ["%%{c}", "%{c}"]);
        let line = "QUJD".repeat(19);
        assert_eq!(
            seen(&format!("  {line}\n  {line}\nend")),
            [format!("{line}{line}end")]
        );
    }

    #[test]
    fn places_are_those_of_the_text() {
        let text = r#"{"p":"x\"y%20"}"#;
        let views = of(text);
        let view = views.last().unwrap();
        let at = view.bytes.windows(3).position(|it| it == b"x\"y").unwrap();
        let (start, end) = view.span(at, at + 3).unwrap();
        assert_eq!(&text[start..end], r#"x\"y"#);
        let (start, end) = views[0].span(10, 11).unwrap();
        assert_eq!(&text[start..end], "%20");
        assert_eq!(view.span(0, view.bytes.len()), Some((0, text.len())));
    }
}
