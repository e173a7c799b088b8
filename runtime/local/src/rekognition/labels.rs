//! From measures to labels, with confidences.

use super::colour::NAMES;
use super::decode::Picture;
use super::measure::{Measures, measure};

/// A label: something that can be said of a picture.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Label {
    pub(super) name: &'static str,
    /// In percent.
    pub(super) confidence: f32,
}

/// What can be said of a picture, the surest first.
pub(super) fn labels(picture: &Picture) -> Vec<Label> {
    let measures = measure(&picture.pixels);
    let mut found = Vec::new();
    let mut add = |name, confidence: f32| {
        if confidence >= 50.0 {
            found.push(Label { name, confidence });
        }
    };
    let is_grey = measures.colour < 0.04;
    add("Black And White", falling(measures.colour, 0.04, 0.0));
    for (name, share) in NAMES.iter().zip(measures.shares) {
        // Of a picture without colours the one label says it all.
        if !is_grey || share > 0.6 {
            add(name, rising(share, 0.15, 0.5));
        }
    }
    light(&measures, &mut add);
    let (width, height) = picture.size;
    add(format(width, height), 97.0);
    found.sort_by(|one, other| other.confidence.total_cmp(&one.confidence));
    found
}

fn light(measures: &Measures, add: &mut impl FnMut(&'static str, f32)) {
    add("Bright", rising(measures.brightness, 0.62, 0.85));
    add("Dark", falling(measures.brightness, 0.3, 0.1));
    add("High Contrast", rising(measures.contrast, 0.24, 0.38));
    add("Low Contrast", falling(measures.contrast, 0.1, 0.02));
    add("Colorful", rising(measures.colour, 0.35, 0.65));
    if measures.sharpness > 0.0 {
        add("Sharp", rising(measures.sharpness, 0.25, 0.6));
        add("Blurry", falling(measures.sharpness, 0.1, 0.02));
    }
}

fn format(width: u32, height: u32) -> &'static str {
    let (width, height) = (u64::from(width), u64::from(height));
    if width * 100 > height * 105 {
        "Landscape Format"
    } else if height * 100 > width * 105 {
        "Portrait Format"
    } else {
        "Square Format"
    }
}

/// 75 % where it begins to be so, 99 % where there is no doubt; less before,
/// down to nothing.
fn rising(value: f32, begins: f32, certain: f32) -> f32 {
    let part = (value - begins) / (certain - begins);
    (75.0 + 24.0 * part).clamp(0.0, 99.0)
}

fn falling(value: f32, begins: f32, certain: f32) -> f32 {
    rising(-value, -begins, -certain)
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::*;

    fn names(pixels: RgbaImage) -> Vec<&'static str> {
        let size = pixels.dimensions();
        let found = labels(&Picture { pixels, size });
        let sure = found.into_iter().filter(|label| label.confidence >= 75.0);
        sure.map(|label| label.name).collect()
    }

    fn picture(width: u32, height: u32, pixel: impl Fn(u32, u32) -> [u8; 4]) -> RgbaImage {
        RgbaImage::from_fn(width, height, |x, y| Rgba(pixel(x, y)))
    }

    #[test]
    fn what_is_said_of_pictures() {
        let green = picture(200, 100, |_, _| [20, 140, 40, 255]);
        assert_eq!(
            names(green),
            ["Green", "Low Contrast", "Landscape Format", "Colorful"]
        );

        let stripes = picture(100, 200, |x, _| {
            let grey = u8::MAX * u8::from(x / 10 % 2 == 0);
            [grey, grey, grey, 255]
        });
        assert_eq!(
            names(stripes),
            [
                "Black And White",
                "High Contrast",
                "Sharp",
                "Portrait Format"
            ]
        );

        let night = picture(150, 150, |x, _| {
            let grey = u8::try_from(x / 3).unwrap();
            [grey, grey, grey, 255]
        });
        let night = names(night);
        for name in ["Dark", "Square Format", "Blurry"] {
            assert!(night.contains(&name), "{name}: {night:?}");
        }

        let glass = picture(100, 100, |_, _| [255, 0, 0, 0]);
        assert_eq!(names(glass)[0], "Black And White");
    }

    #[test]
    fn confidence_grows_with_what_is_seen() {
        assert!((rising(0.15, 0.15, 0.5) - 75.0).abs() < 0.001);
        assert!((rising(2.0, 0.15, 0.5) - 99.0).abs() < 0.001);
        assert!(rising(0.1, 0.15, 0.5) < 75.0);
        assert!((falling(0.1, 0.3, 0.1) - 99.0).abs() < 0.001);
    }
}
