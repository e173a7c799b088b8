// A photo on its way: signed for, uploaded, labelled.

import { announce } from "./announce.js";
import { keepFocus, show } from "./dom.js";
import { Failure, isAbort, words } from "./failure.js";
import { untilLabelled } from "./label-watch.js";
import { pending } from "./pending.js";
import { preview } from "./photo-file.js";
import { put } from "./upload.js";

/** Uploads that would be lost if the page were left. */
export const underway = new Set();

export class Transfer {
  #parts;
  #api;
  #rules;
  #post;
  #onPost;
  #onPreview;
  #file = null;
  #again = null;
  #stop = null;

  /**
   * `parts` are the places of a card. `onPreview` gets a URL of the photo to
   * show meanwhile, `onPost` the post once it is labelled.
   */
  constructor(parts, { api, rules, post, onPost, onPreview }) {
    this.#parts = parts;
    this.#api = api;
    this.#rules = rules;
    this.#post = post;
    this.#onPost = onPost;
    this.#onPreview = onPreview;
    parts.retry.addEventListener("click", () => this.#again?.());
    parts.cancel.addEventListener("click", () => this.cancel());
  }

  get isBusy() {
    return this.#stop !== null;
  }

  cancel() {
    this.#stop?.abort(new DOMException("cancelled", "AbortError"));
    this.#file = null;
    this.#again = null;
    this.#hide();
    this.#onPreview(null);
  }

  /** Uploads a file, and waits for its labels. */
  async upload(file) {
    // Labels of an earlier photo are not waited for any longer.
    if (this.#file && this.isBusy) return;
    this.#stop?.abort(new DOMException("another photo", "AbortError"));
    try {
      this.#onPreview(await preview(file, this.#rules));
    } catch (error) {
      this.#fail(error, null);
      return;
    }
    this.#file = file;
    await this.#work((signal) => this.#send(signal), () => this.upload(file));
  }

  /** Goes on waiting for the labels of an upload before the page was loaded. */
  async resume() {
    const known = pending.get(this.#post().id);
    if (!known || this.isBusy) return;
    await this.#work((signal) => this.#label(known, signal), () => this.resume());
  }

  /** One attempt, which can be given up and made again. */
  async #work(step, again) {
    const stop = new AbortController();
    this.#stop = stop;
    try {
      await step(stop.signal);
    } catch (error) {
      if (!isAbort(error)) this.#fail(error, again);
    } finally {
      underway.delete(stop.signal);
      if (this.#stop === stop) this.#stop = null;
    }
  }

  async #send(signal) {
    const post = this.#post();
    const file = this.#file;
    underway.add(signal);
    this.#tell("Preparing the upload…", { cancel: true });
    announce("Uploading the photo");
    const { uploadURL, objectName } = await this.#api.sign(post.id, file, signal);
    const progress = (part) => {
      this.#tell(`Uploading, ${Math.floor(part * 100)} %`, { part, cancel: true });
    };
    progress(0);
    await put(uploadURL, file, progress, signal);
    underway.delete(signal);
    const upload = { object: objectName };
    pending.add(post.id, objectName);
    this.#again = null;
    announce("Uploaded. Looking for labels");
    await this.#label(upload, signal);
  }

  async #label(upload, signal) {
    this.#tell("Uploaded. Looking at what is in the photo…", {});
    const { id } = this.#post();
    const { user } = this.#api;
    const labelled = await untilLabelled(this.#api, { user, id, ...upload }, signal);
    if (!labelled) {
      throw new Failure("The photo is uploaded, but its labels take long.", { again: true });
    }
    pending.remove(id);
    this.#file = null;
    this.#hide();
    this.#onPost(labelled);
  }

  #hide() {
    const { transfer, title } = this.#parts;
    keepFocus(transfer, title, () => show(transfer, false));
  }

  #tell(text, { part, cancel = false }) {
    const { transfer, text: place, progress, retry, cancel: button, title } = this.#parts;
    transfer.classList.remove("failed");
    show(transfer);
    place.textContent = text;
    show(progress);
    if (part === undefined) progress.removeAttribute("value");
    else progress.value = part;
    button.textContent = "Cancel";
    keepFocus(transfer, cancel ? button : title, () => {
      show(button, cancel);
      show(retry, false);
    });
  }

  #fail(error, again) {
    const { transfer, text, progress, retry, cancel, title } = this.#parts;
    transfer.classList.add("failed");
    show(transfer);
    show(progress, false);
    text.textContent = words(error);
    announce(words(error));
    // What was uploaded is only asked about again.
    const waits = pending.get(this.#post().id);
    this.#again = waits ? () => this.resume() : again;
    retry.textContent = waits ? "Check again" : "Try again";
    keepFocus(transfer, title, () => {
      show(retry, Boolean(this.#again));
      cancel.textContent = "Dismiss";
      show(cancel);
    });
  }
}
