//! PNGs by hand, of nothing but zeros.

/// 10,000 × 4,000 black pixels of 16 bits, with transparency: 320 MB unpacked.
pub(super) fn deep() -> Vec<u8> {
    let (width, height) = (10_000, 4_000);
    let zeros = u64::from(height) * (u64::from(width) * 8 + 1);
    file(width, height, 16, &[(b"IDAT", zlib(zeros))])
}

/// 100 × 100 pixels with a profile of colours that is 1 GB unpacked.
pub(super) fn profile() -> Vec<u8> {
    let profile = [b"x\0\0".to_vec(), zlib(1 << 30)].concat();
    file(
        100,
        100,
        8,
        &[(b"iCCP", profile), (b"IDAT", zlib(100 * 401))],
    )
}

/// It says it is that large, and has next to nothing in it.
pub(super) fn claims(width: u32, height: u32) -> Vec<u8> {
    file(width, height, 16, &[(b"IDAT", zlib(1000))])
}

fn file(width: u32, height: u32, depth: u8, blocks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let head = [
        &width.to_be_bytes()[..],
        &height.to_be_bytes(),
        &[depth, 6, 0, 0, 0],
    ];
    let mut file = b"\x89PNG\r\n\x1A\n".to_vec();
    block(&mut file, *b"IHDR", &head.concat());
    for (kind, content) in blocks {
        block(&mut file, **kind, content);
    }
    block(&mut file, *b"IEND", b"");
    file
}

fn block(file: &mut Vec<u8>, kind: [u8; 4], content: &[u8]) {
    file.extend(u32::try_from(content.len()).unwrap().to_be_bytes());
    let start = file.len();
    file.extend(kind);
    file.extend(content);
    let sum = !file[start..].iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ if sum & 1 == 1 { 0xEDB8_8320 } else { 0 }
        })
    });
    file.extend(sum.to_be_bytes());
}

/// So many zeros, packed: each 258 of them are one repetition of 13 bits.
fn zlib(zeros: u64) -> Vec<u8> {
    const LONGEST: u64 = 258;
    let mut bits = Bits::default();
    // One block, the last, with the usual codes.
    bits.push(0b011, 3);
    // The first zero, as it is; codes come with their highest bit first.
    let zero = |bits: &mut Bits| bits.push(0b0000_1100, 8);
    zero(&mut bits);
    for _ in 0..(zeros - 1) / LONGEST {
        // The length 258, from one byte back.
        bits.push(0b1010_0011, 8);
        bits.push(0, 5);
    }
    for _ in 0..(zeros - 1) % LONGEST {
        zero(&mut bits);
    }
    bits.push(0, 7);
    let mut file = vec![0x78, 0x01];
    file.extend(bits.end());
    let sum = u32::try_from(zeros % 65_521).unwrap();
    file.extend((sum << 16 | 1).to_be_bytes());
    file
}

/// Bits, the lowest first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    open: u32,
    count: u32,
}

impl Bits {
    fn push(&mut self, bits: u32, count: u32) {
        self.open |= bits << self.count;
        self.count += count;
        while self.count >= 8 {
            self.bytes.push(self.open.to_le_bytes()[0]);
            self.open >>= 8;
            self.count -= 8;
        }
    }

    fn end(mut self) -> Vec<u8> {
        self.push(0, 7);
        self.bytes
    }
}
