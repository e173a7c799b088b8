//! What can be measured in a picture.

use image::RgbaImage;

use super::colour::{self, NAMES};

/// Measures of a picture; each is from 0 to 1 where nothing else is said.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Measures {
    /// The mean of its brightness.
    pub(super) brightness: f32,
    /// How far brightness is from its mean, as a standard deviation.
    pub(super) contrast: f32,
    /// How much colour there is, on average.
    pub(super) colour: f32,
    /// How abrupt the most abrupt edges are, by the whole range of brightness.
    pub(super) sharpness: f32,
    /// Which part of it has which of the colours' names.
    pub(super) shares: [f32; NAMES.len()],
}

/// A grey picture.
struct Grey {
    width: usize,
    values: Vec<f32>,
}

pub(super) fn measure(picture: &RgbaImage) -> Measures {
    let mut counts = [0_u32; NAMES.len()];
    let mut chroma = 0.0;
    let mut grey = Grey {
        width: picture.width() as usize,
        values: Vec::with_capacity(picture.as_raw().len() / 4),
    };
    for pixel in picture.pixels() {
        // What shows through is white, as on a page.
        let [red, green, blue, alpha] = pixel.0.map(|byte| f32::from(byte) / 255.0);
        let [red, green, blue] = [red, green, blue].map(|part| part * alpha + 1.0 - alpha);
        counts[colour::name(red, green, blue)] += 1;
        chroma += red.max(green).max(blue) - red.min(green).min(blue);
        grey.values
            .push(0.2126 * red + 0.7152 * green + 0.0722 * blue);
    }
    let all = count(grey.values.len().max(1));
    let brightness = grey.values.iter().sum::<f32>() / all;
    let variance = grey
        .values
        .iter()
        .map(|value| (value - brightness).powi(2))
        .sum::<f32>()
        / all;
    Measures {
        brightness,
        contrast: variance.sqrt(),
        colour: chroma / all,
        sharpness: grey.sharpness(),
        shares: counts.map(|number| count(number as usize) / all),
    }
}

impl Grey {
    /// The step between neighbours that only one in two hundred exceeds,
    /// compared with all the brightness there is between the darkest and the
    /// brightest.
    fn sharpness(&self) -> f32 {
        let right = self
            .values
            .chunks(self.width.max(1))
            .flat_map(|row| row.windows(2));
        let mut steps: Vec<f32> = right.map(|two| (two[0] - two[1]).abs()).collect();
        let below = self.values.iter().skip(self.width);
        steps.extend(
            self.values
                .iter()
                .zip(below)
                .map(|(one, other)| (one - other).abs()),
        );
        let (mut darkest, mut brightest) = (1.0_f32, 0.0_f32);
        for value in &self.values {
            darkest = darkest.min(*value);
            brightest = brightest.max(*value);
        }
        let range = brightest - darkest;
        if steps.is_empty() || range < 0.02 {
            return 0.0;
        }
        let place = steps.len() - 1 - steps.len() / 200;
        let (_, step, _) = steps.select_nth_unstable_by(place, f32::total_cmp);
        *step / range
    }
}

/// Pictures have some thousand pixels, which a float counts exactly.
#[expect(clippy::cast_precision_loss, reason = "at most 65,536")]
fn count(number: usize) -> f32 {
    number as f32
}
