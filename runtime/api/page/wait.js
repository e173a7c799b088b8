// Waiting, which can be given up.

/** Resolves after a while; rejects as soon as `signal` says so. */
export function wait(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/** Resolves when the page is looked at. */
export function seen(signal) {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const look = () => {
      if (!document.hidden) end(resolve);
    };
    const stop = () => end(reject, signal.reason);
    const end = (how, value) => {
      document.removeEventListener("visibilitychange", look);
      signal?.removeEventListener("abort", stop);
      how(value);
    };
    document.addEventListener("visibilitychange", look);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
