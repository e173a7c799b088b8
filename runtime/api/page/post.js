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

/** Which upload a key belongs to: of one post, later ones are greater. */
export const uploadOf = (key) => key.slice(key.lastIndexOf("/") + 1);

/** The upload that decided about the photo of a post, labelled or not to be labelled. */
export function decidedBy(post) {
  const key = photoKey(post) ?? (hasFailed(post) ? post.failed_object : null);
  return key ? uploadOf(key) : null;
}
