// Who is here, and how that changes.

import { avatar, byId, show } from "./dom.js";
import { words } from "./failure.js";
import { trouble } from "./trouble.js";

export function showAccount(session) {
  const byName = !session.isElsewhere;
  const draw = () => {
    const { user } = session;
    show(byId("account"), user !== null);
    show(byId("visitor"), user === null && !byName);
    show(byId("welcome"), user === null && byName);
    show(byId("new-post"), user !== null);
    show(document.querySelector('[data-view="mine"]'), user !== null);
    if (user !== null) {
      avatar(byId("account-avatar"), session.shownName);
      byId("account-name").textContent = session.shownName;
    }
  };
  const problem = byId("name-problem");
  const field = byId("name");
  byId("welcome").addEventListener("submit", (event) => {
    event.preventDefault();
    try {
      session.enter(field.value);
      field.value = "";
      byId("new-post").focus();
    } catch (error) {
      problem.textContent = words(error);
      field.setAttribute("aria-invalid", "true");
      field.focus();
    }
  });
  field.addEventListener("input", () => {
    problem.textContent = "";
    field.removeAttribute("aria-invalid");
  });
  byId("sign-in").addEventListener("click", async () => {
    try {
      await session.enter();
    } catch (error) {
      trouble(error);
    }
  });
  byId("sign-out").addEventListener("click", async () => {
    await session.leave();
    byId(byName ? "name" : "sign-in").focus();
  });
  session.addEventListener("change", draw);
  draw();
}
