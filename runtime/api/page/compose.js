// The dialog in which a post is made.

import { byId, show } from "./dom.js";
import { words } from "./failure.js";
import { megabytes, photoOf, preview } from "./photo-file.js";
import { random } from "./random.js";
import { tab } from "./storage.js";

const bytes = (text) => new TextEncoder().encode(text).length;

export class Compose {
  #api;
  #session;
  #rules;
  #onMade;
  #dialog = byId("compose");
  #title = byId("compose-post-title");
  #body = byId("compose-body");
  #input = byId("compose-file");
  #file = null;
  #url = null;
  #isBusy = false;
  /** What the request is called, and what it says: the same is not made twice. */
  #sent = null;

  /** `onMade` gets the post, and the photo if there is one. */
  constructor(api, session, rules, onMade) {
    this.#api = api;
    this.#session = session;
    this.#rules = rules;
    this.#onMade = onMade;
    byId("compose-file-hint").textContent = `JPEG or PNG, up to ${megabytes(rules.photo.max_bytes)}`;
    byId("compose-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    byId("compose-close").addEventListener("click", () => this.#close());
    byId("compose-cancel").addEventListener("click", () => this.#close());
    this.#dialog.addEventListener("cancel", (event) => {
      if (this.#isBusy) event.preventDefault();
    });
    this.#dialog.addEventListener("close", () => {
      // Browsers tell a little later: it may be open again.
      if (!this.#dialog.open) this.#take(null);
    });
    this.#input.addEventListener("change", () => {
      const [file] = this.#input.files;
      if (file) this.#take(file);
    });
    byId("compose-file-remove").addEventListener("click", () => {
      this.#take(null);
      this.#input.focus();
    });
    byId("compose-drop").addEventListener("photo-drop", (event) => {
      this.#take(photoOf(event.detail));
    });
    this.#dialog.addEventListener("paste", (event) => {
      const file = photoOf(event.clipboardData);
      if (file) this.#take(file);
    });
    for (const field of [this.#title, this.#body]) {
      field.addEventListener("input", () => {
        this.#mark(field, "");
        tab.set("draft", { title: this.#title.value, body: this.#body.value });
      });
    }
  }

  /** Opens the dialog, perhaps with a photo. */
  open(file = null) {
    const draft = tab.get("draft");
    this.#title.value = draft?.title ?? "";
    this.#body.value = draft?.body ?? "";
    this.#problem("");
    for (const field of [this.#title, this.#body]) this.#mark(field, "");
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#title.focus();
    if (file) this.#take(file);
  }

  /** Whether something was begun before the page was left. */
  get hasDraft() {
    const draft = tab.get("draft");
    return Boolean(draft?.title || draft?.body);
  }

  #close() {
    if (!this.#isBusy) this.#dialog.close();
  }

  async #take(file) {
    const problem = byId("compose-file-problem");
    problem.textContent = "";
    this.#input.removeAttribute("aria-invalid");
    if (this.#url) URL.revokeObjectURL(this.#url);
    this.#file = null;
    this.#url = null;
    if (file) {
      try {
        this.#url = await preview(file, this.#rules.photo);
        this.#file = file;
      } catch (error) {
        problem.textContent = words(error);
        this.#input.setAttribute("aria-invalid", "true");
      }
    }
    // The same file can be chosen again.
    this.#input.value = "";
    const image = byId("compose-preview");
    if (this.#url) image.src = this.#url;
    else image.removeAttribute("src");
    show(image, Boolean(this.#url));
    show(byId("compose-file-remove"), Boolean(this.#file));
    byId("compose-file-name").textContent = this.#file
      ? this.#file.name
      : "Choose a photo, or drop one here";
  }

  #mark(field, text) {
    const place = field === this.#title ? "compose-title-problem" : "compose-body-problem";
    byId(place).textContent = text;
    if (text) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }

  #problem(text, signIn = false) {
    byId("compose-problem").textContent = text;
    byId("compose-submit").textContent = signIn ? "Sign in" : "Share";
    byId("compose-submit").dataset.does = signIn ? "sign-in" : "share";
  }

  #isFit() {
    const title = this.#title.value.trim();
    const { title_bytes: mostTitle, body_bytes: mostBody } = this.#rules.post;
    const long = "That is too long.";
    this.#mark(this.#body, bytes(this.#body.value) > mostBody ? long : "");
    if (!title) this.#mark(this.#title, "Give it a title.");
    else this.#mark(this.#title, bytes(title) > mostTitle ? long : "");
    const wrong = [this.#title, this.#body].find((one) => one.hasAttribute("aria-invalid"));
    wrong?.focus();
    return !wrong;
  }

  #busy(is) {
    this.#isBusy = is;
    const submit = byId("compose-submit");
    // Disabled buttons lose the focus.
    submit.setAttribute("aria-disabled", String(is));
    submit.textContent = is ? "Sharing…" : "Share";
  }

  async #submit() {
    if (this.#isBusy) return;
    if (byId("compose-submit").dataset.does === "sign-in") {
      await this.#session.enter().catch((error) => this.#problem(words(error), true));
      return;
    }
    if (!this.#isFit()) return;
    const [title, body] = [this.#title.value.trim(), this.#body.value.trim()];
    const says = JSON.stringify([title, body, this.#session.user]);
    if (this.#sent?.says !== says) this.#sent = { says, key: random() };
    this.#problem("");
    this.#busy(true);
    try {
      const post = await this.#api.create(title, body, this.#sent.key);
      this.#busy(false);
      const file = this.#file;
      this.#sent = null;
      tab.remove("draft");
      this.#dialog.close();
      this.#onMade(post, file);
    } catch (error) {
      this.#busy(false);
      this.#problem(words(error), Boolean(error.signedOut && this.#session.isElsewhere));
      byId("compose-submit").focus();
    }
  }
}
