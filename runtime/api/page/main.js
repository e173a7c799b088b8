// The page, put together.

import { showAccount } from "./account.js";
import { announce } from "./announce.js";
import { Api } from "./api.js";
import { Compose } from "./compose.js";
import { confirmDeletion } from "./confirm.js";
import { byId, show } from "./dom.js";
import { acceptDrops } from "./drop.js";
import { Feed } from "./feed.js";
import { listOf, locate } from "./locate.js";
import { NameSession } from "./name-session.js";
import { News } from "./news.js";
import { watchNetwork } from "./offline.js";
import { OidcSession } from "./oidc-session.js";
import { photoOf } from "./photo-file.js";
import { PostCard } from "./post-card.js";
import { userOf } from "./post.js";
import { route } from "./route.js";
import { settings } from "./settings.js";
import { keepTimes } from "./time.js";
import { underway } from "./transfer.js";
import { trouble } from "./trouble.js";

/** Posts a page of the list. */
const PAGE = 20;

async function start() {
  watchNetwork();
  const rules = await settings();
  const byName = rules.auth.mode === "username";
  const session = byName ? new NameSession() : new OidcSession(rules.auth);
  let hasReturned = false;
  if (!byName) {
    try {
      hasReturned = await session.start();
    } catch (error) {
      trouble(error);
    }
  }
  const api = new Api(session);
  const feed = new Feed(api, (post) => new PostCard(post, {
    own: userOf(post) === session.user,
    api,
    rules: rules.photo,
    actions: { delete: remove, renew },
  }));
  const news = new News(api, feed);
  const compose = new Compose(api, session, rules, made);
  showAccount(session);

  /** Shows what the address asks for. */
  function open() {
    const { view, user } = route();
    if (view === "mine" && session.user === null) {
      location.replace("#/");
      return;
    }
    const isMine = view === "mine" || (view === "user" && user === session.user);
    for (const link of document.querySelectorAll("[data-view]")) {
      const isHere = link.dataset.view === (isMine ? "mine" : view);
      if (isHere) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    const heading = { everyone: "Everyone’s posts", mine: "Your posts", user: `Posts by ${user}` };
    byId("heading").textContent = heading[isMine ? "mine" : view];
    document.title = isMine || view === "user" ? `${byId("heading").textContent} · Postagram` : "Postagram";
    const whose = isMine ? session.user : user;
    const url = whose ? listOf(whose, PAGE) : `/posts?limit=${PAGE}`;
    const empty = isMine
      ? "You have not shared anything yet."
      : "Nobody has shared anything here yet.";
    feed.open(url, empty);
    news.watch(url, () => {
      open();
      scrollTo(0, 0);
      byId("heading").focus();
    });
  }

  /** A post was made: it comes first, where it belongs. */
  function made(post, file) {
    const { view, user } = route();
    if (view === "user" && user !== session.user) {
      history.pushState(null, "", "#/mine");
      open();
    }
    const card = feed.prepend(post);
    card.root.scrollIntoView({ block: "nearest" });
    card.focus();
    announce("Your post is shared");
    if (file) card.upload(file);
  }

  async function remove(card) {
    if (!(await confirmDeletion(card.post.title))) return;
    try {
      await api.remove(card.post.id);
    } catch (error) {
      trouble(error);
      return;
    }
    const neighbour = feed.remove(card);
    if (neighbour) neighbour.focus();
    else byId("heading").focus();
    announce("The post is deleted");
  }

  async function renew(card) {
    const { post } = card;
    const found = await locate(api, userOf(post), post.id).catch(() => null);
    return found?.post ?? null;
  }

  // Where one is already, the posts are asked for again.
  for (const link of document.querySelectorAll(".brand, [data-view]")) {
    link.addEventListener("click", (event) => {
      if (link.hash !== (location.hash || "#/")) return;
      event.preventDefault();
      open();
      scrollTo(0, 0);
    });
  }
  byId("new-post").addEventListener("click", () => compose.open());
  acceptDrops(
    () => session.user !== null,
    (transfer) => compose.open(photoOf(transfer)),
  );
  session.addEventListener("change", open);
  addEventListener("hashchange", () => {
    if (location.hash && !location.hash.startsWith("#/")) return;
    open();
    scrollTo(0, 0);
    byId("heading").focus();
  });
  addEventListener("beforeunload", (event) => {
    if (underway.size) event.preventDefault();
  });
  keepTimes();
  open();
  if (hasReturned && compose.hasDraft) compose.open();
}

start().catch((error) => {
  show(byId("loading"), false);
  byId("feed-problem-text").textContent = error.message;
  show(byId("feed-problem"));
  byId("feed-again").addEventListener("click", () => location.reload(), { once: true });
});
