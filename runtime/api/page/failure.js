// What goes wrong, in words for whoever uses the page.

export class Failure extends Error {
  /**
   * `status` is that of the answer, 0 if there was none. `again` says whether
   * the same may work a little later; `after` is how many seconds later.
   */
  constructor(message, { status = 0, again = false, after = 0, signedOut = false, cause } = {}) {
    super(message, { cause });
    this.name = "Failure";
    Object.assign(this, { status, again, after, signedOut });
  }

  static offline(cause) {
    const message = navigator.onLine
      ? "The server cannot be reached at the moment."
      : "You are offline.";
    return new Failure(message, { again: true, cause });
  }

  static signedOut(message = "Your sign-in has ended. Sign in again to go on.") {
    return new Failure(message, { status: 401, signedOut: true });
  }
}

/** Whether it is the page itself that gave up. */
export const isAbort = (error) => error?.name === "AbortError";

/** Words for anything that was thrown. */
export function words(error) {
  if (error instanceof Failure) return error.message;
  console.error(error);
  return "Something went wrong. Reload the page and try again.";
}
