// Asks before something is gone.

import { byId } from "./dom.js";

/** Whether the post is to be deleted. */
export function confirmDeletion(title) {
  const dialog = byId("confirm");
  byId("confirm-text").textContent = title
    ? `“${title}” and its photo will be gone for good.`
    : "The post and its photo will be gone for good.";
  dialog.returnValue = "no";
  dialog.showModal();
  byId("confirm-no").focus();
  return new Promise((resolve) => {
    const closed = () => {
      // Browsers tell a little later: it may be of the time before.
      if (dialog.open) return;
      dialog.removeEventListener("close", closed);
      resolve(dialog.returnValue === "yes");
    };
    dialog.addEventListener("close", closed);
  });
}
