/** What the till says, every two seconds and after each deed. */
import { ask } from "./ask.js";
import { hearAll } from "./orders/known.js";

const EVERY_MS = 2000;
const LISTED = 200;
const SEARCHED = 1000;

const hearers = new Set();
let round = 0;
let timer = null;
let limit = LISTED;
let last = null;

/** Call `hearer` with all that the till says, each time. */
export function onHeard(hearer) {
  hearers.add(hearer);
}

/** Ask now; an answer that was under way is out of date and not heard. */
export async function refresh() {
  clearTimeout(timer);
  round += 1;
  const own = round;
  // Without an answer the page shows how old it is; that nobody is signed in, `ask` has told.
  const known = last ? { "If-None-Match": `"${last.tag}"` } : {};
  const path = `/api/v1/orders?limit=${limit}`;
  const said = await ask("GET", path, undefined, known).catch(() => null);
  if (own !== round) return;
  timer = setTimeout(refresh, EVERY_MS);
  if (!said) return;
  const isNews = said.tag !== undefined;
  if (isNews) last = said;
  for (const hearer of hearers) hearer(last);
  if (isNews) hearAll(last.orders);
}

/** Ask no more, until `refresh` is called. */
export function stop() {
  clearTimeout(timer);
  round += 1;
  last = null;
}

/** Look through older orders too while somebody searches. */
export function searchFurther(on) {
  const before = limit;
  limit = on ? SEARCHED : LISTED;
  if (limit > before) refresh();
}
