// Who is here, where an issuer says so.

import { Failure, isAbort } from "./failure.js";
import { begin, finish, goodbye, refresh, returned } from "./oidc-flow.js";
import { settings } from "./settings.js";
import { tab } from "./storage.js";

/** Tokens with less left are renewed first, in seconds. */
const SOON = 30;

export class OidcSession extends EventTarget {
  /** Whether people leave the page to sign in. */
  isElsewhere = true;
  #auth;
  #tokens = tab.get("tokens");
  #renewing = null;

  constructor(auth) {
    super();
    this.#auth = auth;
  }

  get user() {
    return this.#tokens?.user ?? null;
  }

  get shownName() {
    return this.#tokens?.name ?? null;
  }

  /** Ends a sign-in that was begun before the page was left; whether one was. */
  async start() {
    const back = returned();
    if (!back) return false;
    this.#keep(await finish(this.#auth, back));
    return true;
  }

  async enter() {
    if (!this.#auth.endpoints) {
      // Perhaps the server knows them by now.
      this.#auth = (await settings()).auth;
    }
    if (!this.#auth.endpoints) {
      throw new Failure("Nobody can sign in at the moment: the issuer cannot be reached.");
    }
    await begin(this.#auth);
  }

  async leave() {
    const place = this.#tokens && goodbye(this.#auth, this.#tokens.id);
    this.#keep(null);
    if (place) location.assign(place);
  }

  async authorization() {
    if (!this.#tokens) throw Failure.signedOut("Sign in first.");
    if (this.#tokens.end - Date.now() / 1000 < SOON && !(await this.renew())) {
      throw Failure.signedOut();
    }
    return `Bearer ${this.#tokens.access}`;
  }

  /** Gets new tokens; whoever asks meanwhile gets them too. */
  async renew() {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async #renew() {
    const old = this.#tokens;
    if (old?.refresh) {
      try {
        this.#keep(await refresh(this.#auth, old));
        return true;
      } catch (error) {
        if (isAbort(error) || error.again) throw error;
      }
    }
    this.#keep(null);
    return false;
  }

  #keep(tokens) {
    const before = this.user;
    this.#tokens = tokens;
    if (tokens) tab.set("tokens", tokens);
    else tab.remove("tokens");
    if (before !== this.user) this.dispatchEvent(new Event("change"));
  }
}
