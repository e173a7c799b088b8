// The server's routes.

import { Failure } from "./failure.js";
import { wait } from "./wait.js";

const PATIENCE = 20_000;
const ATTEMPTS = 3;

export class Api {
  #session;

  constructor(session) {
    this.#session = session;
  }

  /** Who is here. */
  get user() {
    return this.#session.user;
  }

  /** A page of posts, and the URL of the next one. */
  async list(url, signal) {
    const answer = await this.#send("GET", url, { signal });
    return { posts: await answer.json(), next: nextPage(answer.headers.get("link")) };
  }

  /** Makes a post. The same `key` makes it once, however often it is sent. */
  async create(title, body, key) {
    const answer = await this.#send("POST", "/posts", {
      json: { title, body },
      headers: { "idempotency-key": key },
      caller: true,
    });
    return answer.json();
  }

  /** Deletes a post. If it is gone already, that is as well. */
  async remove(id) {
    try {
      await this.#send("DELETE", `/posts/${encodeURIComponent(id)}`, { caller: true });
    } catch (error) {
      if (error.status !== 404) throw error;
    }
  }

  /** Where to upload a photo of a post to. */
  async sign(id, file, signal) {
    const query = new URLSearchParams({
      filename: file.name,
      filetype: file.type,
      postId: id,
      size: file.size,
    });
    const answer = await this.#send("GET", `/signedUrlPut?${query}`, { caller: true, signal });
    return answer.json();
  }

  /** Whatever is sent may be sent again: each of these does its work once. */
  async #send(method, url, options) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#sendOnce(method, url, options);
      } catch (error) {
        if (!error.again || attempt === ATTEMPTS || !navigator.onLine) throw error;
        const pause = Math.max(error.after * 1000, 400 * 3 ** (attempt - 1));
        await wait(Math.min(pause, 10_000), options.signal);
      }
    }
  }

  async #sendOnce(method, url, options) {
    let answer = await this.#fetch(method, url, options);
    if (answer.status === 401 && options.caller && (await this.#session.renew())) {
      answer = await this.#fetch(method, url, options);
    }
    if (!answer.ok) throw await problem(answer);
    return answer;
  }

  async #fetch(method, url, { json, headers = {}, caller = false, signal }) {
    const head = new Headers(headers);
    if (caller) head.set("authorization", await this.#session.authorization());
    if (json) head.set("content-type", "application/json");
    const patience = AbortSignal.timeout(PATIENCE);
    try {
      return await fetch(url, {
        method,
        headers: head,
        body: json && JSON.stringify(json),
        credentials: "omit",
        cache: "no-store",
        signal: signal ? AbortSignal.any([signal, patience]) : patience,
      });
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw Failure.offline(error);
    }
  }
}

async function problem(answer) {
  const { status } = answer;
  let told;
  try {
    const body = await answer.json();
    told = body.message ?? body.detail;
  } catch {
    // Not from our server: something in between.
  }
  const after = Number(answer.headers.get("retry-after")) || 0;
  if (status === 401) return Failure.signedOut();
  if (status === 429 || status >= 500) {
    const message = "The server cannot do this at the moment. Try again in a little while.";
    return new Failure(message, { status, again: status !== 500, after });
  }
  if (status === 413) return new Failure("That is too long to be sent.", { status });
  return new Failure(typeof told === "string" ? sentence(told) : `The server says ${status}.`, {
    status,
  });
}

function sentence(text) {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}

/** The URL of `rel="next"` in a `Link` header. */
export function nextPage(header) {
  const found = /<([^>]*)>\s*;\s*rel="?next"?/.exec(header ?? "");
  if (!found) return null;
  const url = new URL(found[1], location.href);
  return url.origin === location.origin ? url.href : null;
}
