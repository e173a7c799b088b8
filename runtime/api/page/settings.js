// What the server says about itself.

import { Failure } from "./failure.js";

/** `page/settings.json`; see `settings.rs` beside it for what is in it. */
export async function settings() {
  let answer;
  try {
    answer = await fetch("page/settings.json", { signal: AbortSignal.timeout(15_000) });
  } catch (error) {
    throw Failure.offline(error);
  }
  if (!answer.ok) {
    const message = "The server has too much to do at the moment.";
    throw new Failure(message, { status: answer.status, again: true });
  }
  return answer.json();
}
