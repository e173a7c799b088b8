// Tells of posts that came after the list was loaded, for as long as somebody looks.

import { announce } from "./announce.js";
import { byId, show } from "./dom.js";
import { underway } from "./transfer.js";

/** How often the server is asked. */
const PAUSE = 60_000;
/** Whoever comes back to the page is not made to wait, but the server is not hurried. */
const SOON = 10_000;

export class News {
  #api;
  #feed;
  #button = byId("news");
  #url = null;
  #open = null;
  #page = [];
  #told = "";
  #asked = 0;
  #stop = new AbortController();

  constructor(api, feed) {
    this.#api = api;
    this.#feed = feed;
    setInterval(() => this.#ask(SOON), PAUSE);
    document.addEventListener("visibilitychange", () => this.#ask(SOON));
    this.#button.addEventListener("click", () => this.#show());
  }

  /** Another list is shown, which begins at `url`; `open` shows it anew. */
  watch(url, open) {
    this.#stop.abort(new DOMException("another list", "AbortError"));
    this.#stop = new AbortController();
    this.#url = url;
    this.#open = open;
    this.#asked = Date.now();
    this.#hide();
  }

  async #ask(least) {
    const isNoTime = document.hidden || !navigator.onLine || Date.now() - this.#asked < least;
    if (isNoTime || !this.#url || !this.#feed.isIdle || underway.size) return;
    this.#asked = Date.now();
    const { signal } = this.#stop;
    let posts;
    try {
      ({ posts } = await this.#api.list(this.#url, signal));
    } catch {
      // Nobody has asked for it; the next time, perhaps.
      return;
    }
    if (signal.aborted) return;
    this.#page = posts;
    this.#feed.refresh(posts);
    const { length } = this.#feed.unknown(posts);
    if (!length) {
      this.#hide();
      return;
    }
    const many = length === posts.length ? "" : `${length} `;
    const text = length === 1 ? "1 new post" : `${many}new posts`;
    this.#button.textContent = `Show ${text}`;
    show(this.#button);
    if (this.#told !== text) announce(text);
    this.#told = text;
  }

  #show() {
    if (!this.#feed.hasSome(this.#page)) {
      // Too many: what is between them and the list is not known. What is being
      // uploaded is not given up for that.
      if (!underway.size) this.#open();
      return;
    }
    const first = this.#feed.insert(this.#page);
    this.#hide();
    first?.root.scrollIntoView({ block: "nearest" });
    first?.focus();
  }

  #hide() {
    this.#page = [];
    this.#told = "";
    show(this.#button, false);
  }
}
