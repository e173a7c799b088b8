// Who is here, where the server believes names.

import { Failure } from "./failure.js";
import { device } from "./storage.js";

export class NameSession extends EventTarget {
  /** Whether people leave the page to sign in. */
  isElsewhere = false;
  /** Nobody, or a name. */
  user = device.get("name");

  get shownName() {
    return this.user;
  }

  /** Takes a name, or says why it is none. */
  enter(text) {
    const name = text.trim().normalize("NFC");
    const why = refused(name);
    if (why) throw new Failure(why);
    this.user = name;
    device.set("name", name);
    this.dispatchEvent(new Event("change"));
  }

  async leave() {
    this.user = null;
    device.remove("name");
    this.dispatchEvent(new Event("change"));
  }

  /**
   * Headers hold bytes, which JavaScript writes as letters: these are the bytes
   * of the name in UTF-8.
   */
  async authorization() {
    if (!this.user) throw Failure.signedOut("Say who you are first.");
    return String.fromCharCode(...new TextEncoder().encode(this.user));
  }

  async renew() {
    return false;
  }
}

/** The server's rules for names. */
function refused(name) {
  if (!name) return "A name has one letter at least.";
  if ([...name].length > 64) return "A name has 64 letters at most.";
  if (name === "." || name === "..") return "That is no name.";
  if (/[/#\p{Cc}]/u.test(name)) return "A name has no “/” and no “#” in it.";
  return null;
}
