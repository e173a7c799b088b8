// Signing in with OpenID Connect: authorization code, with PKCE.

import { Failure } from "./failure.js";
import { claims } from "./jwt.js";
import { base64url, random } from "./random.js";
import { tab } from "./storage.js";

const SCOPE = "openid profile";
/** Clocks differ. */
const SKEW = 60;
const PATIENCE = 20_000;

/** Where the issuer sends people back to. */
export const home = () => new URL("./", location.origin + location.pathname).href;

/** Goes to the issuer. What was going on is found again afterwards. */
export async function begin(auth) {
  if (!globalThis.crypto?.subtle) {
    throw new Failure("Signing in needs a page that was loaded over HTTPS.");
  }
  const flow = { state: random(), nonce: random(), verifier: random(), hash: location.hash };
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(flow.verifier));
  if (!tab.set("flow", flow)) {
    throw new Failure("Signing in needs the browser to keep data for this page.");
  }
  const url = new URL(auth.endpoints.authorization);
  const query = {
    response_type: "code",
    client_id: auth.client_id,
    redirect_uri: home(),
    scope: SCOPE,
    state: flow.state,
    nonce: flow.nonce,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  location.assign(url);
}

/** What the issuer sent in the address, which is then no longer there. */
export function returned() {
  const query = new URLSearchParams(location.search);
  if (!query.has("state") || !(query.has("code") || query.has("error"))) return null;
  const flow = tab.take("flow");
  history.replaceState(null, "", home() + (flow?.hash ?? ""));
  return { query, flow };
}

/** Tokens for the code that was brought back. */
export async function finish(auth, { query, flow }) {
  if (!flow || query.get("state") !== flow.state) {
    throw new Failure("The sign-in was not begun in this tab. Sign in again.");
  }
  const issuer = query.get("iss");
  if (issuer !== null && issuer !== auth.issuer) {
    throw new Failure("The sign-in came back from somebody else. Sign in again.");
  }
  if (query.has("error")) {
    const refused = query.get("error") === "access_denied";
    throw new Failure(refused ? "The sign-in was cancelled." : "The issuer refused the sign-in.");
  }
  const answer = await ask(auth, {
    grant_type: "authorization_code",
    code: query.get("code"),
    redirect_uri: home(),
    code_verifier: flow.verifier,
  });
  return tokens(auth, answer, { nonce: flow.nonce });
}

/** New tokens for a refresh token. */
export async function refresh(auth, old) {
  const answer = await ask(auth, { grant_type: "refresh_token", refresh_token: old.refresh });
  // Neither has to come anew.
  answer.refresh_token ??= old.refresh;
  answer.id_token ??= old.id;
  const made = tokens(auth, answer, {});
  if (claims(made.id).sub !== claims(old.id).sub) {
    throw Failure.signedOut();
  }
  return made;
}

async function ask(auth, fields) {
  if (!auth.endpoints) throw new Failure("The issuer cannot be reached.", { again: true });
  let answer;
  try {
    answer = await fetch(auth.endpoints.token, {
      method: "POST",
      body: new URLSearchParams({ ...fields, client_id: auth.client_id }),
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch (error) {
    throw Failure.offline(error);
  }
  if (answer.status === 400 || answer.status === 401) throw Failure.signedOut();
  if (!answer.ok) {
    throw new Failure("The issuer does not answer as it should.", { again: true });
  }
  return answer.json();
}

/** Checks what the issuer answered; OpenID Connect Core, 3.1.3.7. */
function tokens(auth, answer, { nonce }) {
  const bad = (what) => new Failure(`The issuer’s answer is wrong: ${what}. Sign in again.`);
  const { access_token: access, id_token: id, refresh_token: refresh, token_type: type } = answer;
  if (typeof access !== "string" || String(type).toLowerCase() !== "bearer") {
    throw bad("there is no bearer token");
  }
  if (typeof id !== "string") throw bad("there is no identity token");
  const who = claims(id);
  const now = Date.now() / 1000;
  if (who.iss !== auth.issuer) throw bad("another issuer");
  if (![who.aud].flat().includes(auth.client_id)) throw bad("another audience");
  if (who.azp !== undefined && who.azp !== auth.client_id) throw bad("another client");
  if (nonce !== undefined) {
    if (who.nonce !== nonce) throw bad("another nonce");
    if (!(who.exp > now - SKEW)) throw bad("it is too old");
  }
  const user = claims(access)[auth.user_claim];
  if (typeof user !== "string" || !user) throw bad(`it lacks \`${auth.user_claim}\``);
  const end = Number(answer.expires_in) > 0 ? now + Number(answer.expires_in) : claims(access).exp;
  const name = who.preferred_username ?? who.name ?? who.email ?? user;
  return { access, id, refresh: refresh ?? null, user, name: String(name), end: end ?? now };
}

/** Where the issuer forgets the sign-in, if it has such a place. */
export function goodbye(auth, id) {
  if (!auth.endpoints?.end_session) return null;
  const url = new URL(auth.endpoints.end_session);
  const query = {
    client_id: auth.client_id,
    id_token_hint: id,
    post_logout_redirect_uri: home(),
    // Cognito's name for it; Cognito heeds no other then.
    logout_uri: home(),
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}
