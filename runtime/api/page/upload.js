// Sends a file to where the server said, and tells how far it is.

import { Failure } from "./failure.js";

/** So long nothing may move. */
const STALLED = 60_000;

/** Resolves when the bucket has the file. `progress` gets numbers up to 1. */
export function put(url, file, progress, signal) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    let timer;
    const moved = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        fail("The upload has come to a standstill.");
        request.abort();
      }, STALLED);
    };
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    };
    const fail = (message, status = 0) => {
      end();
      reject(new Failure(message, { status, again: true }));
    };
    const stop = () => {
      end();
      request.abort();
      reject(signal.reason);
    };
    signal.addEventListener("abort", stop, { once: true });
    request.upload.onprogress = (event) => {
      moved();
      if (event.lengthComputable) progress(event.loaded / event.total);
    };
    request.onerror = () => {
      const offline = "The upload broke off: you are offline.";
      fail(navigator.onLine ? "The upload broke off." : offline);
    };
    request.onload = () => {
      const { status } = request;
      if (status >= 200 && status < 300) {
        end();
        resolve();
      } else {
        fail("The photo was not accepted.", status);
      }
    };
    request.open("PUT", url);
    request.setRequestHeader("content-type", file.type);
    moved();
    request.send(file);
  });
}
