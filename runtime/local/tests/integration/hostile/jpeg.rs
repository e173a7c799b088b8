//! JPEGs by hand: small files that ask for much.

/// Progressive, 10,000 × 4,000 pixels of so many colours in so many scans, and
/// metadata of so many blocks of 64 KB. All pixels are the same, so it is small.
pub(super) fn progressive(colours: u8, scans: usize, metadata: u8) -> Vec<u8> {
    const WIDTH: u16 = 10_000;
    const HEIGHT: u16 = 4_000;
    let blocks = usize::from(WIDTH) / 8 * (usize::from(HEIGHT) / 8);
    let mut file = vec![0xFF, 0xD8];
    for number in 1..=metadata {
        let mut profile = b"ICC_PROFILE\0".to_vec();
        profile.extend([number, metadata]);
        profile.resize(65_500, 0);
        segment(&mut file, 0xE2, &profile);
    }
    if colours == 4 {
        segment(&mut file, 0xEE, b"Adobe\0\x64\0\0\0\0\x02");
    }
    segment(&mut file, 0xDB, &[&[0][..], &[1; 64]].concat());
    // One code each, of one bit: no difference, and a run of 16,384 blocks or more
    // that have nothing.
    let one = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    segment(&mut file, 0xC4, &[&[0x00][..], &one, &[0x00]].concat());
    segment(&mut file, 0xC4, &[&[0x10][..], &one, &[0xE0]].concat());
    let mut frame = vec![8];
    frame.extend(HEIGHT.to_be_bytes());
    frame.extend(WIDTH.to_be_bytes());
    frame.push(colours);
    frame.extend((1..=colours).flat_map(|colour| [colour, 0x11, 0]));
    segment(&mut file, 0xC2, &frame);
    let mut scan = vec![colours];
    scan.extend((1..=colours).flat_map(|colour| [colour, 0]));
    scan.extend([0, 0, 0]);
    segment(&mut file, 0xDA, &scan);
    file.resize(file.len() + blocks * usize::from(colours) / 8 + 2, 0);
    for (_, colour) in (1..scans).zip((1..=colours).cycle()) {
        segment(&mut file, 0xDA, &[1, colour, 0, 1, 63, 0]);
        // Each run is one bit of code, and 14 that add nothing to the 16,384.
        let bits = blocks.div_ceil(16_384) * 15;
        file.resize(file.len() + bits.div_ceil(8), 0);
    }
    file.extend([0xFF, 0xD9]);
    file
}

fn segment(file: &mut Vec<u8>, marker: u8, content: &[u8]) {
    let length = u16::try_from(content.len() + 2).unwrap();
    file.extend([0xFF, marker]);
    file.extend(length.to_be_bytes());
    file.extend(content);
}
