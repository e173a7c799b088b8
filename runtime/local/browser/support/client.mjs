// What is done past the page.

export class Client {
  #url;
  #authorization;

  constructor(url, user) {
    this.#url = url;
    // The bytes of UTF-8, as letters.
    this.#authorization = Buffer.from(user).toString("latin1");
    this.user = user;
  }

  async #send(path, options = {}) {
    const answer = await fetch(this.#url + path, {
      ...options,
      headers: { authorization: this.#authorization, ...options.headers },
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  post(title, body = "") {
    return this.#send("/posts", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ title, body }),
    });
  }

  /** All posts of the user, as the server has them. */
  posts() {
    return this.#send(`/posts?${new URLSearchParams({ user: this.user })}`);
  }

  /** Uploads bytes as the photo of a post. */
  async upload(id, bytes, type = "image/png") {
    const query = new URLSearchParams({ filename: "photo.png", filetype: type, postId: id });
    const { uploadURL } = await this.#send(`/signedUrlPut?${query}`);
    const answer = await fetch(uploadURL, {
      method: "PUT",
      headers: { "content-type": type },
      body: bytes,
    });
    if (!answer.ok) throw new Error(`upload: ${answer.status}`);
  }

  /** The post, once `is` holds for it. */
  async until(id, is) {
    for (;;) {
      const post = (await this.posts()).find((one) => one.id === id);
      if (post && is(post)) return post;
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  /** A post with a photo and its labels. */
  async labelled(title, bytes, body) {
    const { id } = await this.post(title, body);
    await this.upload(id, bytes);
    return this.until(id, (post) => post.labels);
  }
}
