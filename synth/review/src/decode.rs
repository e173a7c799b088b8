//! What base64 stands for.

use std::borrow::Cow;
use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;

use crate::model::TextKind;

/// How long base64 has to be to be taken for it without a hint by its name.
const SHORTEST: usize = 24;
/// How short the lines are that base64 is broken into.
const SHORTEST_LINE: usize = 60;
/// How much is unpacked at most.
const LARGEST: u64 = 1024 * 1024;
/// How gzip begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The text that a value stands for, if it is base64 of one.
pub(crate) fn text(value: &str) -> Option<(String, TextKind)> {
    let value = unwrapped(value.trim());
    if value.len() < SHORTEST || !looks_like(&value) {
        return None;
    }
    let bytes = STANDARD.decode(value.as_bytes()).ok()?;
    if bytes.starts_with(&GZIP) {
        let mut unpacked = Vec::new();
        let mut decoder = GzDecoder::new(bytes.as_slice()).take(LARGEST);
        decoder.read_to_end(&mut unpacked).ok()?;
        return readable(unpacked).map(|text| (text, TextKind::Gzip));
    }
    readable(bytes).map(|text| (text, TextKind::Base64))
}

/// How many bytes a value stands for, if it is base64 of something that is no
/// text, and long.
pub(crate) fn bytes(value: &str) -> Option<usize> {
    let value = unwrapped(value.trim());
    // Hashes, which are as good as names, are shorter.
    if value.len() < 120 || !looks_like(&value) {
        return None;
    }
    let bytes = STANDARD.decode(value.as_bytes()).ok()?;
    Some(bytes.len())
}

/// On one line what `base64` breaks into lines of one length.
fn unwrapped(value: &str) -> Cow<'_, str> {
    if !value.contains('\n') {
        return Cow::Borrowed(value);
    }
    let mut lines = value.lines();
    let Some(first) = lines.next().filter(|first| first.len() >= SHORTEST_LINE) else {
        return Cow::Borrowed(value);
    };
    let mut joined = String::with_capacity(value.len());
    joined.push_str(first);
    let mut last = first.len();
    for line in lines {
        if last != first.len() || line.len() > first.len() {
            return Cow::Borrowed(value);
        }
        joined.push_str(line);
        last = line.len();
    }
    Cow::Owned(joined)
}

fn looks_like(value: &str) -> bool {
    value.len().is_multiple_of(4)
        && value
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
}

/// A text that a person would have written.
fn readable(bytes: Vec<u8>) -> Option<String> {
    let text = String::from_utf8(bytes).ok()?;
    let strange = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{1b}');
    (!text.is_empty() && !text.contains(strange)).then_some(text)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    #[test]
    fn texts_are_found() {
        let script = "#!/bin/sh\nset -eu\necho hello\n";
        assert_eq!(
            text(&STANDARD.encode(script)),
            Some((script.to_owned(), TextKind::Base64))
        );
        let long = script.repeat(9);
        let wrapped: Vec<u8> = STANDARD.encode(&long).into_bytes();
        let wrapped: Vec<&[u8]> = wrapped.chunks(76).collect();
        let wrapped = String::from_utf8(wrapped.join(&b'\n')).unwrap();
        assert_eq!(text(&wrapped), Some((long, TextKind::Base64)));
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(script.as_bytes()).unwrap();
        let packed = STANDARD.encode(encoder.finish().unwrap());
        assert_eq!(text(&packed), Some((script.to_owned(), TextKind::Gzip)));
    }

    #[test]
    fn names_and_bytes_are_none() {
        for value in [
            "",
            "production",
            "arn:aws:s3:::a-bucket-with-a-name",
            &STANDARD.encode([
                0, 159, 146, 150, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
            ]),
        ] {
            assert_eq!(text(value), None, "{value}");
        }
        assert_eq!(bytes(&STANDARD.encode([255; 300])), Some(300));
    }
}
