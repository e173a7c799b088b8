// Pictures to upload: PNG files, made of what a function says of each pixel.

import { crc32, deflateSync } from "node:zlib";

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** `colour(x, y)`, with both from 0 to 1, is red, green and blue up to 255. */
export function png(width, height, colour, level = 6) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // Eight bits of three colours.
  head.set([8, 2, 0, 0, 0], 8);
  const line = 1 + width * 3;
  const pixels = Buffer.alloc(line * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      pixels.set(colour(x / width, y / height), y * line + 1 + x * 3);
    }
  }
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(pixels, { level })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** One colour. */
export const plain = (red, green, blue, side = 120) => png(side, side, () => [red, green, blue]);

/** Large, since noise does not compress: three bytes a pixel. */
export function noise(side) {
  let state = 1;
  const next = () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state >> 16 & 255;
  };
  return png(side, side, () => [next(), next(), next()], 1);
}

const mix = (from, to, part) => from.map((one, index) => one + (to[index] - one) * part);

/** Hills under a sky, with a sun: `sky` and `hills` are colours, far to near. */
export function hills({ sky, hills: colours, sun, width = 960, height = 720 }) {
  const ridge = (layer, x) =>
    0.42 + layer * 0.13 +
    0.06 * Math.sin(x * (5 + layer * 2) + layer * 1.7) +
    0.025 * Math.sin(x * 17 + layer * 4);
  return png(width, height, (x, y) => {
    for (let layer = colours.length - 1; layer >= 0; layer -= 1) {
      const depth = y - ridge(layer, x);
      if (depth > 0) return mix(colours[layer], [20, 30, 30], Math.min(depth * 0.7, 0.5));
    }
    const base = mix(sky[0], sky[1], Math.min(y / 0.55, 1));
    const distance = Math.hypot((x - sun.x) * (width / height), y - sun.y);
    if (distance < sun.size) return sun.colour;
    return mix(base, sun.colour, Math.max(0, 0.5 - (distance - sun.size) * 2.2));
  });
}
