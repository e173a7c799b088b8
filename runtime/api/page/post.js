// A post, as the server sends it.

/** `USER#zoe` is zoe. */
export const userOf = (post) => post.user.slice(post.user.indexOf("#") + 1);

export const labelsOf = (post) => post.labels ?? post.label ?? null;

/** Whether its photo could not be labelled. */
export const hasFailed = (post) => post.label_status === "failed";

/** The key of the object that is its photo, if it has one. */
export function photoKey(post) {
  if (!post.image) return null;
  return decodeURIComponent(new URL(post.image, location.href).pathname);
}
