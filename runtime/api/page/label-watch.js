// Asks for a post until its new photo is labelled, less and less often.

import { isAbort } from "./failure.js";
import { locate } from "./locate.js";
import { decidedBy, uploadOf } from "./post.js";
import { seen, wait } from "./wait.js";

const FIRST = 700;
const FACTOR = 1.5;
const MOST = 15_000;
/** Labelling takes seconds; where it is tried again, a minute or two. */
const PATIENCE = 180_000;

/**
 * The post once the photo with the key `object` is labelled, or cannot be, or a
 * later one has taken its place; nothing if that takes too long or the post is
 * gone. What is said of an earlier photo is not waited for. Nobody asks while
 * the page is not looked at.
 */
export async function untilLabelled(api, { user, id, object }, signal) {
  const start = Date.now();
  let pause = FIRST;
  let page;
  while (Date.now() - start < PATIENCE) {
    await wait(pause, signal);
    await seen(signal);
    pause = Math.min(pause * FACTOR, MOST);
    let found;
    try {
      found = await locate(api, user, id, page, signal);
    } catch (error) {
      if (isAbort(error) || !error.again) throw error;
      continue;
    }
    // A page that it is no longer in: from the beginning, the next time.
    if (!found && page) {
      page = undefined;
      continue;
    }
    if (!found) return null;
    page = found.page;
    const { post } = found;
    const decided = decidedBy(post);
    if (decided !== null && decided >= uploadOf(object)) return post;
  }
  return null;
}
