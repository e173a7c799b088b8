// The list of posts, which grows as its end comes near.

import { announce } from "./announce.js";
import { byId, show } from "./dom.js";
import { isAbort, words } from "./failure.js";
import { hasFailed, labelsOf } from "./post.js";

/** How far ahead the next page is loaded. */
const AHEAD = "900px";

/** What may change of a post. */
const state = (post) => JSON.stringify([labelsOf(post), hasFailed(post)]);

export class Feed {
  #api;
  #makeCard;
  #list = byId("posts");
  #cards = new Map();
  /** Posts that were deleted; lists that were asked for before still have them. */
  #gone = new Set();
  #next = null;
  #emptyText = "";
  #stop = new AbortController();
  #isLoading = false;
  #watch;

  /** `makeCard` makes a card of a post. */
  constructor(api, makeCard) {
    this.#api = api;
    this.#makeCard = makeCard;
    byId("more").addEventListener("click", () => this.#more(true));
    byId("feed-again").addEventListener("click", () => this.#more(true));
    addEventListener("online", () => {
      if (!byId("feed-problem").hidden) this.#more(false);
    });
    this.#watch = new IntersectionObserver(
      (entries) => {
        if (entries.some((one) => one.isIntersecting)) this.#more(false);
      },
      { rootMargin: `0px 0px ${AHEAD} 0px` },
    );
  }

  /** Shows another list, from its beginning. */
  async open(url, emptyText) {
    this.#stop.abort(new DOMException("another list", "AbortError"));
    this.#stop = new AbortController();
    this.#isLoading = false;
    for (const card of this.#cards.values()) card.dispose();
    this.#cards.clear();
    this.#list.replaceChildren();
    this.#next = url;
    this.#emptyText = emptyText;
    await this.#more(false);
  }

  /** Shows a post that was just made, before all others. */
  prepend(post) {
    const card = this.#add(post, "prepend");
    show(byId("empty"), false);
    return card;
  }

  /** Takes a card away, and says which one is in its place then. */
  remove(card) {
    const neighbour = card.root.nextElementSibling ?? card.root.previousElementSibling;
    card.dispose();
    card.root.remove();
    this.#cards.delete(card.post.id);
    this.#gone.add(card.post.id);
    if (!this.#cards.size && !this.#next) this.#showEnd();
    return [...this.#cards.values()].find((one) => one.root === neighbour) ?? null;
  }

  /** Whether it shows what there is to show, as far as it goes. */
  get isIdle() {
    return !this.#isLoading && byId("feed-problem").hidden;
  }

  /** Whether one of these posts is shown. */
  hasSome(posts) {
    return posts.some((post) => this.#cards.has(post.id));
  }

  /** Which posts of a first page that was just loaded are new. */
  unknown(posts) {
    return this.#top(posts).filter((post) => !this.#cards.has(post.id));
  }

  /** Shows those, each in its place; gives back the first of their cards. */
  insert(posts) {
    let next = this.#list.firstElementChild;
    let first = null;
    for (const post of this.#top(posts).toReversed()) {
      const known = this.#cards.get(post.id);
      if (!known) {
        first = this.#makeCard(post);
        this.#cards.set(post.id, first);
        next.before(first.root);
      }
      next = (known ?? first).root;
    }
    return first;
  }

  /** Shows what became of posts that are shown: labels that are there now. */
  refresh(posts) {
    for (const post of posts) {
      const card = this.#cards.get(post.id);
      if (card && state(card.post) !== state(post)) card.update(post);
    }
  }

  /**
   * The part of a first page that the list ought to have: down to the last post
   * that it has. What comes after that may not be loaded yet.
   */
  #top(posts) {
    const last = posts.findLastIndex((post) => this.#cards.has(post.id));
    const top = last < 0 ? posts : posts.slice(0, last + 1);
    return top.filter((post) => !this.#gone.has(post.id));
  }

  #add(post, how) {
    const known = this.#cards.get(post.id);
    if (known) {
      known.update(post);
      return known;
    }
    const card = this.#makeCard(post);
    this.#cards.set(post.id, card);
    this.#list[how](card.root);
    return card;
  }

  /** Loads the next page that has posts. `asked`: by a person, not by scrolling. */
  async #more(asked) {
    if (this.#isLoading || !this.#next) return;
    const { signal } = this.#stop;
    this.#isLoading = true;
    this.#watch.disconnect();
    const before = this.#cards.size;
    this.#showLoading(asked && before > 0);
    try {
      while (this.#next && this.#cards.size === before) {
        const { posts, next } = await this.#api.list(this.#next, signal);
        if (signal.aborted) return;
        for (const post of posts) if (!this.#gone.has(post.id)) this.#add(post, "append");
        this.#next = next;
      }
    } catch (error) {
      if (signal.aborted || isAbort(error)) return;
      this.#isLoading = false;
      this.#showProblem(error);
      return;
    }
    this.#isLoading = false;
    const added = [...this.#cards.values()].slice(before);
    this.#showEnd();
    if (before) announce(`${added.length} more posts`);
    if (asked && before) added[0]?.focus();
    // Tells at once if the end is still near.
    if (this.#next) this.#watch.observe(byId("feed-end"));
  }

  #showLoading(keepButton) {
    this.#list.setAttribute("aria-busy", "true");
    show(byId("loading"), true);
    show(byId("feed-problem"), false);
    show(byId("empty"), false);
    show(byId("all"), false);
    show(byId("more"), keepButton);
  }

  #showEnd() {
    this.#list.setAttribute("aria-busy", "false");
    show(byId("loading"), false);
    show(byId("more"), Boolean(this.#next));
    const isEmpty = !this.#cards.size;
    byId("empty-text").textContent = this.#emptyText;
    show(byId("empty"), isEmpty);
    show(byId("all"), !isEmpty && !this.#next);
  }

  #showProblem(error) {
    this.#showEnd();
    show(byId("empty"), false);
    show(byId("all"), false);
    show(byId("more"), false);
    byId("feed-problem-text").textContent = words(error);
    show(byId("feed-problem"));
  }
}
