//! Images that say themselves what is in them.

/// What an image begins with that Rekognition cannot read.
const BAD: &str = "bad:";

/// What a PNG file begins with.
const PNG: &[u8] = b"\x89PNG\r\n\x1A\n";

/// A file that is no image at all.
pub const BAD_CONTENT: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg'/>";

/// An image in which there are these things.
#[must_use]
pub fn image(labels: &[&str]) -> Vec<u8> {
    [PNG, labels.join(",").as_bytes()].concat()
}

/// A file that begins like an image and for which Rekognition answers with this
/// error, such as `InvalidImageFormatException`.
#[must_use]
pub fn permanently_bad(error: &str) -> Vec<u8> {
    [PNG, BAD.as_bytes(), error.as_bytes()].concat()
}

/// What Rekognition finds: labels, or an error.
pub(crate) fn content(file: &[u8]) -> Result<Vec<String>, String> {
    let Some(text) = file.strip_prefix(PNG) else {
        return Err("InvalidImageFormatException".to_owned());
    };
    let text = String::from_utf8_lossy(text);
    match text.strip_prefix(BAD) {
        Some(error) => Err(error.to_owned()),
        None => Ok(text
            .split(',')
            .filter(|label| !label.is_empty())
            .map(str::to_owned)
            .collect()),
    }
}
