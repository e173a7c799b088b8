// An OpenID Connect issuer on this machine: authorization code with PKCE, refresh
// tokens that are used once, and a place to sign out.

import { createHash, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { createServer } from "node:http";

const CLIENT = "page";
const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

export class Issuer {
  client = CLIENT;
  /** Who signs in. */
  user = "olivia";
  /** How long access tokens live, in seconds. */
  life = 3600;
  /** Changes of what is said, for tests. */
  claims = {};
  redirect = {};
  refuses = false;
  /** What was asked at each place. */
  asked = { authorize: [], token: [], logout: [] };
  #codes = new Map();
  #refresh = new Map();
  #keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  #server;

  static async start() {
    const self = new Issuer();
    self.#server = createServer((request, answer) => {
      self.#answer(request, answer).catch((error) => {
        answer.writeHead(500).end(String(error));
      });
    });
    await new Promise((done) => self.#server.listen(0, "127.0.0.1", done));
    self.url = `http://127.0.0.1:${self.#server.address().port}`;
    return self;
  }

  stop() {
    this.#server.closeAllConnections();
    return new Promise((done) => this.#server.close(done));
  }

  async #answer(request, answer) {
    const url = new URL(request.url, this.url);
    const json = (status, value, headers = {}) => {
      answer.writeHead(status, {
        "content-type": "application/json",
        "access-control-allow-origin": "*",
        ...headers,
      });
      answer.end(JSON.stringify(value));
    };
    switch (url.pathname) {
      case "/.well-known/openid-configuration":
        return json(200, {
          issuer: this.url,
          jwks_uri: `${this.url}/keys`,
          authorization_endpoint: `${this.url}/authorize?tenant=1`,
          token_endpoint: `${this.url}/token`,
          end_session_endpoint: `${this.url}/logout`,
        });
      case "/keys": {
        const key = this.#keys.publicKey.export({ format: "jwk" });
        return json(200, { keys: [{ ...key, kid: "1", use: "sig", alg: "RS256" }] });
      }
      case "/authorize":
        return this.#authorize(url.searchParams, answer);
      case "/token": {
        let body = "";
        for await (const part of request) body += part;
        const [status, value] = this.#token(new URLSearchParams(body));
        return json(status, value);
      }
      case "/logout": {
        const query = Object.fromEntries(url.searchParams);
        this.asked.logout.push(query);
        return answer.writeHead(302, { location: query.post_logout_redirect_uri }).end();
      }
      default:
        return json(404, {});
    }
  }

  #authorize(query, answer) {
    const asked = Object.fromEntries(query);
    this.asked.authorize.push(asked);
    const back = new URL(asked.redirect_uri);
    const code = randomUUID();
    this.#codes.set(code, asked);
    const says = this.refuses
      ? { error: "access_denied", state: asked.state }
      : { code, state: asked.state, iss: this.url };
    for (const [name, value] of Object.entries({ ...says, ...this.redirect })) {
      back.searchParams.set(name, value);
    }
    answer.writeHead(302, { location: back.href }).end();
  }

  #token(query) {
    const asked = Object.fromEntries(query);
    this.asked.token.push(asked);
    if (asked.client_id !== this.client) return [401, { error: "invalid_client" }];
    if (asked.grant_type === "refresh_token") {
      const known = this.#refresh.get(asked.refresh_token);
      this.#refresh.delete(asked.refresh_token);
      return known ? [200, this.#tokens()] : [400, { error: "invalid_grant" }];
    }
    const flow = this.#codes.get(asked.code);
    this.#codes.delete(asked.code);
    const challenge = createHash("sha256").update(asked.code_verifier ?? "").digest("base64url");
    const fits = flow
      && flow.code_challenge_method === "S256"
      && flow.code_challenge === challenge
      && flow.redirect_uri === asked.redirect_uri;
    return fits ? [200, this.#tokens(flow.nonce)] : [400, { error: "invalid_grant" }];
  }

  /** Whoever has a refresh token has none any more. */
  forget() {
    this.#refresh.clear();
  }

  #common() {
    const now = Math.floor(Date.now() / 1000);
    return { iss: this.url, sub: this.user, iat: now, exp: now + this.life };
  }

  /** A token for the API, with these claims changed. */
  accessToken(claims = {}) {
    const usual = { ...this.#common(), client_id: this.client, token_use: "access" };
    return this.#jwt({ ...usual, ...claims });
  }

  #tokens(nonce) {
    const refresh = randomUUID();
    this.#refresh.set(refresh, true);
    return {
      access_token: this.accessToken(),
      id_token: this.#jwt({
        ...this.#common(), aud: this.client, nonce, preferred_username: "Olivia O.", ...this.claims,
      }),
      refresh_token: refresh,
      token_type: "Bearer",
      expires_in: this.life,
    };
  }

  #jwt(claims) {
    const message = `${encode({ alg: "RS256", kid: "1", typ: "JWT" })}.${encode(claims)}`;
    const signature = sign("sha256", Buffer.from(message), this.#keys.privateKey);
    return `${message}.${signature.toString("base64url")}`;
  }
}
