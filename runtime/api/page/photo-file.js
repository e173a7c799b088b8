// Whether a file is a photo that can be shared.

import { Failure } from "./failure.js";

export const megabytes = (bytes) => `${Math.floor(bytes / 1024 / 1024)} MB`;

/**
 * A URL to see the file at, once it is known to be fit. Whoever gets it gives it
 * back with `URL.revokeObjectURL`.
 */
export async function preview(file, rules) {
  if (!rules.types.includes(file.type)) {
    throw new Failure("Only JPEG and PNG photos can be shared.");
  }
  if (file.size > rules.max_bytes) {
    throw new Failure(`The photo is larger than ${megabytes(rules.max_bytes)}.`);
  }
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    if (Math.min(image.naturalWidth, image.naturalHeight) < rules.min_side) {
      throw new Failure(`The photo has to have ${rules.min_side} pixels a side at least.`);
    }
    return url;
  } catch (error) {
    URL.revokeObjectURL(url);
    if (error instanceof Failure) throw error;
    throw new Failure("The file cannot be read as a photo.", { cause: error });
  }
}

/** The first photo among what is dropped or pasted. */
export function photoOf(transfer) {
  const files = [...(transfer?.files ?? [])];
  return files.find((file) => file.type.startsWith("image/")) ?? files[0] ?? null;
}
