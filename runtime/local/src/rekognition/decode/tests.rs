use image::{ExtendedColorType, ImageEncoder as _, Rgb, RgbImage};
use proptest::prelude::*;

use super::*;

fn image(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| Rgb([low(x), low(y), 90]))
}

/// The lowest byte of a number.
fn low(number: u32) -> u8 {
    let [low, ..] = number.to_le_bytes();
    low
}

fn file(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    image(width, height).write_to(&mut file, format).unwrap();
    file.into_inner()
}

fn code(file: &[u8]) -> &'static str {
    decode(file).map_or_else(|refusal| refusal.code, |_| "fine")
}

#[test]
fn images_become_small_pictures() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        let picture = decode(&file(800, 400, format)).unwrap();
        assert_eq!(picture.size, (800, 400));
        assert_eq!(picture.pixels.dimensions(), (256, 128));
    }
}

#[test]
fn what_rekognition_refuses() {
    assert_eq!(code(b""), "InvalidImageFormatException");
    assert_eq!(code(b"<svg/>"), "InvalidImageFormatException");
    assert_eq!(code(b"GIF89a...."), "InvalidImageFormatException");
    assert_eq!(
        code(&file(79, 400, ImageFormat::Png)),
        "InvalidParameterException"
    );
    let large = vec![0; usize::try_from(MAX_BYTES).unwrap() + 1];
    assert_eq!(code(&large), "ImageTooLargeException");
}

#[test]
fn images_that_are_cut_off() {
    let png = file(300, 300, ImageFormat::Png);
    let jpeg = file(300, 300, ImageFormat::Jpeg);
    for length in [8, 20, 40, png.len() / 2] {
        assert_eq!(
            code(&png[..length]),
            "InvalidImageFormatException",
            "{length}"
        );
    }
    for length in [3, 10, 100] {
        assert_eq!(
            code(&jpeg[..length]),
            "InvalidImageFormatException",
            "{length}"
        );
    }
}

/// A PNG that says it is as large as that, with nothing in it.
fn claims(width: u32, height: u32) -> Vec<u8> {
    let mut file = file(100, 100, ImageFormat::Png);
    file[16..20].copy_from_slice(&width.to_be_bytes());
    file[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc(&file[12..29]);
    file[29..33].copy_from_slice(&sum.to_be_bytes());
    file
}

/// The checksum of PNG.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ if sum & 1 == 1 { 0xEDB8_8320 } else { 0 }
        })
    })
}

#[test]
fn images_that_claim_to_be_large() {
    assert_eq!(code(&claims(100, 100)), "fine");
    assert_eq!(code(&claims(9_000, 9_000)), "ImageTooLargeException");
    assert_eq!(code(&claims(10_001, 100)), "ImageTooLargeException");
    assert_eq!(
        code(&claims(u32::MAX >> 1, u32::MAX >> 1)),
        "ImageTooLargeException"
    );
    assert_eq!(code(&claims(6_000, 6_000)), "InvalidImageFormatException");
}

#[test]
fn a_file_of_nothing_that_unpacks_to_a_lot() {
    // 36 million black pixels in some 50 KB.
    let black = vec![0; 6_000 * 6_000];
    let mut bomb = Vec::new();
    image::codecs::png::PngEncoder::new(&mut bomb)
        .write_image(&black, 6_000, 6_000, ExtendedColorType::L8)
        .unwrap();
    assert!(bomb.len() < 200_000, "{}", bomb.len());
    assert_eq!(decode(&bomb).unwrap().pixels.dimensions(), (256, 256));
}

#[test]
fn a_jpeg_that_goes_over_its_pixels_again_and_again() {
    let mut file = file(3_000, 3_000, ImageFormat::Jpeg);
    let end = file.split_off(file.len() - 2);
    for _ in 0..100 {
        file.extend([0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0]);
    }
    file.extend(end);
    let refusal = decode(&file).unwrap_err();
    assert_eq!(
        refusal,
        Refusal::format("it goes over its pixels too often")
    );
}

/// A block of EXIF that says how the camera was held.
fn turned(mut jpeg: Vec<u8>, orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let block = [&[0xFF, 0xE1][..], &length, &exif].concat();
    jpeg.splice(2..2, block);
    jpeg
}

#[test]
fn a_camera_that_was_held_upright() {
    let jpeg = file(400, 200, ImageFormat::Jpeg);
    assert_eq!(decode(&turned(jpeg.clone(), 1)).unwrap().size, (400, 200));
    let upright = decode(&turned(jpeg, 6)).unwrap();
    assert_eq!(upright.size, (200, 400));
    assert_eq!(upright.pixels.dimensions(), (128, 256));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn broken_images_never_panic(place in 0_usize..4000, byte in any::<u8>(), png in any::<bool>()) {
        let format = if png { ImageFormat::Png } else { ImageFormat::Jpeg };
        let mut file = file(120, 90, format);
        let place = place % file.len();
        file[place] = byte;
        let _ = decode(&file);
    }

    #[test]
    fn any_bytes_never_panic(start in 0_usize..3, bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let start: &[u8] = [&b""[..], b"\x89PNG\r\n\x1A\n", b"\xFF\xD8\xFF"][start];
        let _ = decode(&[start, &bytes].concat());
    }
}
