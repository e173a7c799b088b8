// Times, for people.

const STEPS = [
  ["second", 60],
  ["minute", 60],
  ["hour", 24],
  ["day", 7],
];
// The page is in English, so its times are.
const near = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const far = new Intl.DateTimeFormat("en", { dateStyle: "medium" });
const full = new Intl.DateTimeFormat("en", { dateStyle: "full", timeStyle: "short" });

/** `just now`, `5 minutes ago`, or a date when that is long ago. */
export function ago(date, now = Date.now()) {
  // A clock that is a little ahead does not make posts of the future.
  let distance = Math.min(0, (date - now) / 1000);
  if (distance > -45) return "just now";
  for (const [unit, many] of STEPS) {
    if (Math.abs(distance) < many) return near.format(Math.round(distance), unit);
    distance /= many;
  }
  return far.format(date);
}

/** Keeps the times on the page right. */
export function keepTimes() {
  setInterval(() => {
    for (const one of document.querySelectorAll("time[datetime]")) {
      one.textContent = ago(new Date(one.dateTime));
    }
  }, 30_000);
}

/** Shows a time; hides itself for posts that have none. */
export function showTime(target, text) {
  const date = new Date(text ?? NaN);
  target.hidden = Number.isNaN(date.valueOf());
  if (target.hidden) return;
  target.dateTime = text;
  target.title = full.format(date);
  target.textContent = ago(date);
}
