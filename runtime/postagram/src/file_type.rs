//! Types of images.

use std::fmt;
use std::str::FromStr;

use contract::image::MEDIA_TYPES;

use crate::Refused;

/// What may be uploaded: what Rekognition reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileType {
    /// `image/jpeg`
    Jpeg,
    /// `image/png`
    Png,
}

impl FileType {
    /// How many bytes of a file tell its type.
    pub(crate) const MAGIC_BYTES: usize = 8;

    /// The media type, as it is signed into an upload URL.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        let [jpeg, png] = MEDIA_TYPES;
        match self {
            Self::Jpeg => jpeg,
            Self::Png => png,
        }
    }

    /// What a file is by its first bytes, whatever it calls itself.
    pub(crate) fn of_content(start: &[u8]) -> Option<Self> {
        if start.starts_with(b"\xFF\xD8\xFF") {
            Some(Self::Jpeg)
        } else if start.starts_with(b"\x89PNG\r\n\x1A\n") {
            Some(Self::Png)
        } else {
            None
        }
    }
}

impl FromStr for FileType {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        [Self::Jpeg, Self::Png]
            .into_iter()
            .find(|one| one.media_type() == text)
            .ok_or_else(|| {
                Refused::new(
                    "file type",
                    format!("it is not one of {}", MEDIA_TYPES.join(", ")),
                )
            })
    }
}

impl fmt::Display for FileType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.media_type())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_by_name_and_by_content() {
        assert_eq!("image/jpeg".parse(), Ok(FileType::Jpeg));
        assert_eq!("image/png".parse(), Ok(FileType::Png));
        for bad in ["", "image/gif", "IMAGE/PNG", "image/png; charset=x"] {
            assert!(bad.parse::<FileType>().is_err(), "{bad}");
        }
        let of = FileType::of_content;
        assert_eq!(of(b"\xFF\xD8\xFF\xE0\x00\x10JF"), Some(FileType::Jpeg));
        assert_eq!(of(b"\x89PNG\r\n\x1A\n"), Some(FileType::Png));
        for bad in [
            &b""[..],
            b"\xFF\xD8",
            b"\x89PNG\n\x1A\n",
            b"GIF89a..",
            b"<svg/>",
        ] {
            assert_eq!(of(bad), None);
        }
    }
}
