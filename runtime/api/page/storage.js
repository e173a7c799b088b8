// What the browser remembers. It may refuse to: then nothing is remembered.

class Shelf {
  #open;

  constructor(open) {
    this.#open = open;
  }

  get(key) {
    try {
      return JSON.parse(this.#open().getItem(`postagram.${key}`));
    } catch {
      return null;
    }
  }

  set(key, value) {
    try {
      this.#open().setItem(`postagram.${key}`, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  }

  /** What is there, which is no longer there afterwards. */
  take(key) {
    const value = this.get(key);
    this.remove(key);
    return value;
  }

  remove(key) {
    try {
      this.#open().removeItem(`postagram.${key}`);
    } catch {
      // It cannot be there.
    }
  }
}

/** For as long as the tab is open. */
export const tab = new Shelf(() => sessionStorage);
/** For next time. */
export const device = new Shelf(() => localStorage);
