//! From a file to a small picture, within bounds whatever the file is.

use std::io::Cursor;

use contract::image::MAX_BYTES;
use image::metadata::Orientation;
use image::{
    DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits, RgbaImage,
};

use super::refusal::Refusal;

/// The least pixels a side that Rekognition takes.
const LEAST_SIDE: u32 = 80;

/// The most pixels a side, and of a whole image. A laptop's own bound: decoding
/// takes up to 11 bytes a pixel, for a progressive JPEG of four colours.
const MOST_SIDE: u32 = 10_000;
const MOST_PIXELS: u64 = 40_000_000;

/// The most pixels of all scans of a JPEG together: a small file can ask for
/// the whole image to be gone over again and again.
const MOST_WORK: u64 = 600_000_000;

/// Bytes a pixel of a PNG: four colours of two each.
const PNG_PIXEL: u64 = 8;

/// Bytes that may be in a PNG beside its pixels, unpacked: a profile of colours.
const PNG_REST: u64 = 16 * 1024 * 1024;

/// A side of the picture that is measured.
const SIDE: u32 = 256;

/// A small picture of an image, upright.
#[derive(Debug)]
pub(super) struct Picture {
    /// At most 256 pixels a side.
    pub(super) pixels: RgbaImage,
    /// The size of the image itself, as it is seen.
    pub(super) size: (u32, u32),
}

/// Decodes an image.
///
/// Its size is known from its first bytes, and refused before memory is taken
/// for it.
pub(super) fn decode(file: &[u8]) -> Result<Picture, Refusal> {
    if file.len() as u64 > MAX_BYTES {
        return Err(Refusal::too_large("it has more than 15 MB"));
    }
    let Ok(format @ (ImageFormat::Jpeg | ImageFormat::Png)) = image::guess_format(file) else {
        return Err(Refusal::format("it is neither JPEG nor PNG"));
    };
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    // A JPEG's decoder has no such limit: what it takes follows from the pixels.
    if format == ImageFormat::Png {
        limits.max_alloc = Some(png_pixels(file).min(MOST_PIXELS) * PNG_PIXEL + PNG_REST);
    }
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refusal)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MOST_PIXELS {
        let why = format!("{width} × {height} pixels are more than {MOST_PIXELS}");
        return Err(Refusal::too_large(why));
    }
    if width.min(height) < LEAST_SIDE {
        let why = format!("{width} × {height} pixels: each side needs {LEAST_SIDE}");
        return Err(Refusal::parameter(why));
    }
    if format == ImageFormat::Jpeg && pixels.saturating_mul(scans(file)) > MOST_WORK {
        return Err(Refusal::format("it goes over its pixels too often"));
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let whole = DynamicImage::from_decoder(decoder).map_err(refusal)?;
    let mut small = whole.thumbnail(SIDE, SIDE);
    drop(whole);
    small.apply_orientation(orientation);
    let is_turned = matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    );
    Ok(Picture {
        pixels: small.into_rgba8(),
        size: if is_turned {
            (height, width)
        } else {
            (width, height)
        },
    })
}

/// How many pixels a PNG says it has, which is in its first block.
fn png_pixels(file: &[u8]) -> u64 {
    let number = |start: usize| {
        let bytes = file.get(start..start + 4)?.try_into().ok()?;
        Some(u64::from(u32::from_be_bytes(bytes)))
    };
    let (width, height) = (number(16), number(20));
    width.unwrap_or(0).saturating_mul(height.unwrap_or(0))
}

/// At most so many scans are in a JPEG: how often a scan could begin.
fn scans(file: &[u8]) -> u64 {
    let starts = file.windows(2).filter(|two| *two == [0xFF, 0xDA]);
    starts.count().max(1) as u64
}

fn refusal(error: ImageError) -> Refusal {
    match error {
        ImageError::Limits(limits) => Refusal::too_large(limits.to_string()),
        other => Refusal::format(other.to_string()),
    }
}

#[cfg(test)]
mod tests;
