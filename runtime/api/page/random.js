// Values that nobody guesses.

export function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** 256 random bits, as 43 letters. */
export function random() {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}
