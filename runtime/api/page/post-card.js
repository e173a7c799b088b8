// A post on the page.

import { announce } from "./announce.js";
import { avatar, copyOf, element, keepFocus, part, show } from "./dom.js";
import { photoOf } from "./photo-file.js";
import { hasFailed, labelsOf, userOf } from "./post.js";
import { userHash } from "./route.js";
import { showTime } from "./time.js";
import { Transfer } from "./transfer.js";

/** Longer texts are folded. */
const LONG = 480;
const LONG_LINES = 8;
let number = 0;

export class PostCard {
  root = copyOf("post-template");
  post;
  #parts = {};
  #own;
  #transfer = null;
  #previewUrl = null;
  #renewed = false;

  /**
   * `actions` are `delete(card)` and `renew(card)`, which gets the post anew
   * when the URL of its photo has run out.
   */
  constructor(post, { own, api, rules, actions }) {
    for (const one of this.root.querySelectorAll("[data-part]")) {
      this.#parts[one.dataset.part] = one;
    }
    this.#own = own;
    this.post = post;
    const parts = this.#parts;
    parts.title.id = `post-${(number += 1)}`;
    part(this.root, "user").id = `${parts.title.id}-user`;
    this.root.firstElementChild.setAttribute(
      "aria-labelledby",
      `${parts.title.id} ${parts.title.id}-user`,
    );
    parts.image.addEventListener("error", () => this.#imageGone(actions));
    parts.image.addEventListener("load", () => show(parts["photo-gone"], false));
    parts.unfold.addEventListener("click", () => this.#unfold());
    if (own) {
      show(parts.actions);
      parts.delete.addEventListener("click", () => actions.delete(this));
      this.#transfer = new Transfer(
        {
          transfer: parts.transfer,
          text: parts["transfer-text"],
          progress: parts.progress,
          retry: parts.retry,
          cancel: parts.cancel,
          title: parts.title,
        },
        {
          api,
          rules,
          post: () => this.post,
          onPost: (labelled) => this.#labelled(labelled),
          onPreview: (url) => this.#preview(url),
        },
      );
      for (const input of [parts.file, parts["replace-file"]]) {
        input.addEventListener("change", () => {
          const [file] = input.files;
          input.value = "";
          if (file) this.upload(file);
        });
      }
      // Files that are dropped on the page come here; see drop.js.
      this.root.addEventListener("photo-drop", (event) => {
        const file = photoOf(event.detail);
        if (file) this.upload(file);
      });
    }
    this.update(post);
    if (own) this.#transfer.resume();
  }

  /** Shows another state of the same post. */
  update(post) {
    this.post = post;
    const parts = this.#parts;
    const user = userOf(post);
    avatar(parts.avatar, user);
    parts.user.textContent = this.#own ? "You" : user;
    parts.user.href = this.#own ? "#/mine" : userHash(user);
    showTime(parts.time, post.created_at);
    parts.title.textContent = post.title;
    if (!post.title) parts.title.setAttribute("aria-label", "Post without a title");
    parts.body.textContent = post.body;
    const isLong = post.body.length > LONG || post.body.split("\n").length > LONG_LINES;
    if (isLong && parts.unfold.hidden) {
      parts.body.classList.add("folded");
      show(parts.unfold);
    }
    parts.delete.setAttribute("aria-label", `Delete “${post.title || "post without a title"}”`);
    this.#draw();
  }

  upload(file) {
    return this.#transfer?.upload(file);
  }

  focus() {
    (this.post.title ? this.#parts.title : this.#parts.user).focus();
  }

  /** Ends what is going on for it. */
  dispose() {
    this.#transfer?.cancel();
    this.#preview(null);
  }

  #draw() {
    keepFocus(this.root, this.#parts.title, () => {
      this.#showPhoto();
      this.#showLabels();
    });
  }

  #showPhoto() {
    const { post } = this;
    const parts = this.#parts;
    const shown = this.#previewUrl ?? post.image;
    show(parts.photo, Boolean(shown));
    parts.photo.classList.toggle("waiting", Boolean(this.#previewUrl));
    if (shown && parts.image.src !== shown) {
      show(parts.image);
      parts.image.src = shown;
    }
    const labels = labelsOf(post);
    const named = labels?.length ? `: ${labels.join(", ")}` : "";
    parts.image.alt = `Photo of “${post.title}”${this.#previewUrl ? "" : named}`;
    const canAdd = this.#own && !this.#previewUrl;
    show(parts.drop, canAdd && !post.image);
    show(parts.replace, canAdd && Boolean(post.image));
  }

  #showLabels() {
    const { post } = this;
    const parts = this.#parts;
    const labels = this.#previewUrl ? null : labelsOf(post);
    const known = [...parts.labels.children].map((one) => one.textContent);
    if (JSON.stringify(known) !== JSON.stringify(labels ?? [])) {
      parts.labels.replaceChildren(...(labels ?? []).map((label) => element("li", label)));
    }
    show(parts.labels, Boolean(labels?.length));
    const failed = hasFailed(post) && !this.#previewUrl;
    parts.note.classList.toggle("problem", failed && this.#own);
    if (failed) {
      parts.note.textContent = this.#own
        ? "The photo could not be labelled: it is damaged, or no photo. Upload another one."
        : "The photo could not be labelled.";
    } else if (labels && !labels.length) {
      parts.note.textContent = "Nothing in this photo was recognised.";
    }
    show(parts.note, failed || (labels !== null && !labels.length));
  }

  #labelled(post) {
    const old = this.#previewUrl;
    this.#previewUrl = null;
    this.#renewed = false;
    this.#parts.labels.classList.add("fresh");
    this.update(post);
    if (old) URL.revokeObjectURL(old);
    const labels = labelsOf(post);
    if (hasFailed(post)) announce(`The photo of ${post.title} could not be labelled`);
    else announce(labels?.length ? `In the photo: ${labels.join(", ")}` : "No labels were found");
  }

  #preview(url) {
    if (this.#previewUrl && this.#previewUrl !== url) URL.revokeObjectURL(this.#previewUrl);
    this.#previewUrl = url;
    this.#draw();
  }

  #unfold() {
    const { body, unfold } = this.#parts;
    const folded = body.classList.toggle("folded");
    unfold.textContent = folded ? "Show all" : "Show less";
    unfold.setAttribute("aria-expanded", String(!folded));
  }

  /** The URL of a photo works for an hour; then the post has a new one. */
  async #imageGone(actions) {
    const parts = this.#parts;
    show(parts.image, false);
    show(parts["photo-gone"]);
    if (this.#renewed || this.#previewUrl) return;
    this.#renewed = true;
    const post = await actions.renew(this);
    if (!post?.image) return;
    show(parts["photo-gone"], false);
    parts.image.removeAttribute("src");
    this.update(post);
  }
}
