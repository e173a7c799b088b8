//! Names of colours.

/// Names that a pixel can have. Each pixel has exactly one.
pub(super) const NAMES: [&str; 12] = [
    "Black", "White", "Gray", "Red", "Orange", "Brown", "Yellow", "Green", "Cyan", "Blue",
    "Purple", "Pink",
];

/// The place of a colour's name among [`NAMES`].
pub(super) fn name(red: f32, green: f32, blue: f32) -> usize {
    let (hue, saturation, value) = hsv(red, green, blue);
    let name = if value < 0.18 {
        "Black"
    } else if saturation < 0.13 {
        if value > 0.86 { "White" } else { "Gray" }
    } else {
        match hue {
            15.0..42.0 if value < 0.65 => "Brown",
            15.0..42.0 => "Orange",
            42.0..68.0 => "Yellow",
            68.0..165.0 => "Green",
            165.0..195.0 => "Cyan",
            195.0..258.0 => "Blue",
            258.0..295.0 => "Purple",
            // Between blue and red: pale reds look pink, too.
            295.0..345.0 => "Pink",
            _ if saturation < 0.45 && value > 0.75 => "Pink",
            _ => "Red",
        }
    };
    NAMES
        .iter()
        .position(|one| *one == name)
        .unwrap_or_default()
}

/// Hue in degrees, saturation and value from 0 to 1.
pub(super) fn hsv(red: f32, green: f32, blue: f32) -> (f32, f32, f32) {
    let most = red.max(green).max(blue);
    let least = red.min(green).min(blue);
    let range = most - least;
    if range <= f32::EPSILON {
        return (0.0, 0.0, most);
    }
    // The greatest part says which third of the circle it is.
    let sixth = if red >= green && red >= blue {
        ((green - blue) / range).rem_euclid(6.0)
    } else if green >= blue {
        (blue - red) / range + 2.0
    } else {
        (red - green) / range + 4.0
    };
    (sixth * 60.0, range / most, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_colours() {
        for (red, green, blue, expected) in [
            (0, 0, 0, "Black"),
            (255, 255, 255, "White"),
            (128, 128, 128, "Gray"),
            (220, 20, 30, "Red"),
            (255, 140, 0, "Orange"),
            (110, 65, 25, "Brown"),
            (250, 230, 20, "Yellow"),
            (30, 150, 50, "Green"),
            (0, 220, 230, "Cyan"),
            (30, 60, 200, "Blue"),
            (130, 40, 200, "Purple"),
            (240, 60, 180, "Pink"),
            (255, 182, 193, "Pink"),
        ] {
            let part = |byte: u8| f32::from(byte) / 255.0;
            let found = NAMES[name(part(red), part(green), part(blue))];
            assert_eq!(found, expected, "{red} {green} {blue}");
        }
    }
}
