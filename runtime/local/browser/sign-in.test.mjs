// Signing in with an issuer: OpenID Connect, authorization code with PKCE.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { Issuer } from "./support/issuer.mjs";
import { plain } from "./support/png.mjs";
import { FAILED_LOAD, card, compose, labels, share, stage } from "./support/stage.mjs";

const issuer = await Issuer.start();
after(() => issuer.stop());
const self = stage(
  "--auth", "oidc", "--oidc-issuer", issuer.url, "--oidc-client-id", issuer.client,
);
self.origins = [issuer.url];

/** A visit with an issuer that has forgotten the one before. */
function visit(work, settings) {
  Object.assign(issuer, { user: "olivia", life: 3600, claims: {}, redirect: {}, refuses: false });
  issuer.asked = { authorize: [], token: [], logout: [] };
  return self.visit(work, settings);
}

async function signIn(page) {
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator("#account-name", { hasText: "Olivia O." }).waitFor();
}

const tokens = (page) => page.evaluate(() => sessionStorage.getItem("postagram.tokens"));

test("a visitor signs in, shares a photo, and signs out", async () => {
  await visit(async (page) => {
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    assert.ok(!(await page.getByLabel("Your name").isVisible()));
    await page.goto("/#/user/olivia");
    await signIn(page);
    // Where it was begun, and without the code in the address.
    assert.equal(new URL(page.url()).search, "");
    assert.equal(new URL(page.url()).hash, "#/user/olivia");
    const [asked] = issuer.asked.authorize;
    assert.equal(asked.response_type, "code");
    assert.equal(asked.tenant, "1");
    assert.equal(asked.redirect_uri, `${self.program.page}/`);
    assert.match(asked.code_challenge, /^[\w-]{43}$/);
    assert.ok(asked.state !== asked.nonce && asked.nonce.length === 43);
    const made = await share(page, "With a token", { photo: plain(20, 160, 60) });
    assert.ok((await labels(made)).includes("Green"));
    await page.reload();
    await card(page, "With a token").getByRole("button", { name: "Delete" }).waitFor();
    assert.equal(issuer.asked.token.length, 1);
    assert.ok(!(await page.evaluate(() => Object.keys(localStorage).length)));

    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    await page.waitForURL(`${self.program.page}/`);
    const [goodbye] = issuer.asked.logout;
    assert.equal(goodbye.client_id, issuer.client);
    assert.equal(goodbye.logout_uri, `${self.program.page}/`);
    assert.equal(goodbye.id_token_hint.split(".").length, 3);
    assert.equal(await tokens(page), null);
  });
});

/** What an issuer changes, what the page says then, and whether it asks for tokens. */
const WRONG = [
  [{ redirect: { state: "other" } }, "not begun in this tab", 0],
  [{ redirect: { iss: "https://evil.example" } }, "somebody else", 0],
  [{ refuses: true }, "was cancelled", 0],
  [{ claims: { nonce: "other" } }, "another nonce", 1],
  [{ claims: { nonce: undefined } }, "another nonce", 1],
  [{ claims: { aud: "other" } }, "another audience", 1],
  [{ claims: { iss: "https://evil.example" } }, "another issuer", 1],
  [{ claims: { azp: "other" } }, "another client", 1],
  [{ claims: { exp: 1 } }, "too old", 1],
  [{ redirect: { code: "guessed" } }, "sign-in has ended", 1],
];

test("an answer that is not to the question signs nobody in", async () => {
  await visit(async (page) => {
    for (const [change, message, exchanges] of WRONG) {
      Object.assign(issuer, { claims: {}, redirect: {}, refuses: false }, change);
      issuer.asked.token = [];
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("alert").getByText(message).waitFor();
      const what = JSON.stringify(change);
      assert.equal(new URL(page.url()).search, "", what);
      assert.equal(issuer.asked.token.length, exchanges, what);
      assert.equal(await tokens(page), null, what);
    }
    // And the page goes on.
    Object.assign(issuer, { claims: {}, redirect: {}, refuses: false });
    await signIn(page);
  }, { expected: [FAILED_LOAD] });
});

test("a code that nobody asked for is not exchanged", async () => {
  await visit(async (page) => {
    await page.getByRole("alert").getByText("not begun in this tab").waitFor();
    assert.equal(issuer.asked.token.length, 0);
  }, { path: "/?code=stolen&state=made-up" });
});

test("tokens that run out are renewed, once for all who need it", async () => {
  await visit(async (page) => {
    issuer.life = 5;
    await signIn(page);
    issuer.life = 3600;
    await share(page, "Renewed");
    const kinds = issuer.asked.token.map((one) => one.grant_type);
    assert.deepEqual(kinds, ["authorization_code", "refresh_token"]);
    await share(page, "With the new one");
    assert.equal(issuer.asked.token.length, 2);
  });
});

test("a sign-in that has ended asks for another, and keeps what was written", async () => {
  await visit(async (page) => {
    issuer.life = 5;
    await signIn(page);
    issuer.forget();
    const dialog = await compose(page, "Kept", { body: "All of it." });
    await dialog.getByRole("button", { name: "Share" }).click();
    await dialog.getByText("Your sign-in has ended").waitFor();
    issuer.life = 3600;
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await page.locator("#account-name", { hasText: "Olivia O." }).waitFor();
    await dialog.waitFor();
    assert.equal(await dialog.getByLabel("Title").inputValue(), "Kept");
    await dialog.getByRole("button", { name: "Share" }).click();
    await card(page, "Kept").waitFor();
  }, { expected: [FAILED_LOAD] });
});

test("the program believes the issuer's tokens and nothing else", async () => {
  Object.assign(issuer, { user: "oda", life: 3600 });
  const ask = (authorization) => fetch(`${self.program.url}/posts`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(authorization && { authorization }) },
    body: JSON.stringify({ title: "By token", body: "" }),
  });
  const other = await Issuer.start();
  try {
    const wrong = [undefined, "oda", "Bearer oda", `Bearer ${other.accessToken()}`];
    wrong.push(`Bearer ${issuer.accessToken({ client_id: "other" })}`);
    wrong.push(`Bearer ${issuer.accessToken({ exp: 1 })}`);
    for (const one of wrong) assert.equal((await ask(one)).status, 401, one);
  } finally {
    await other.stop();
  }
  const made = await ask(`Bearer ${issuer.accessToken()}`);
  assert.equal(made.status, 200);
  assert.equal((await made.json()).user, "USER#oda");
  // Looking needs no token.
  const seen = await fetch(`${self.program.url}/posts?user=oda`);
  assert.equal((await seen.json()).length, 1);
});
