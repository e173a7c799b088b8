//! What base64 stands for.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;

use crate::model::TextKind;

/// How long base64 has to be to be taken for it without a hint by its name.
const SHORTEST: usize = 24;
/// How much is unpacked at most.
const LARGEST: u64 = 1024 * 1024;
/// How gzip begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The text that a value stands for, if it is base64 of one.
pub(crate) fn text(value: &str) -> Option<(String, TextKind)> {
    let value = value.trim();
    if value.len() < SHORTEST || !looks_like(value) {
        return None;
    }
    let bytes = STANDARD.decode(value).ok()?;
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
    let value = value.trim();
    // Hashes, which are as good as names, are shorter.
    if value.len() < 120 || !looks_like(value) {
        return None;
    }
    STANDARD.decode(value).ok().map(|bytes| bytes.len())
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
