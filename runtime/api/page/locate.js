// Finds a post in its user's list: there is no other way to ask for one.

const MOST_PAGES = 40;

export const listOf = (user, limit) =>
  `/posts?${new URLSearchParams({ user, ...(limit && { limit }) })}`;

/**
 * The post with this id, and the page it is in, from which to look the next
 * time; nothing if it is not there. The newest come first, so looking ends
 * where older ones begin.
 */
export async function locate(api, user, id, from, signal) {
  let url = from ?? listOf(user, 100);
  for (let pages = 0; url && pages < MOST_PAGES; pages += 1) {
    const { posts, next } = await api.list(url, signal);
    const post = posts.find((one) => one.id === id);
    if (post) return { post, page: url };
    const last = posts.at(-1);
    if (last && last.id < id) return null;
    url = next;
  }
  return null;
}
