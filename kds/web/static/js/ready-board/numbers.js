/**
 * What of the board is shown at a moment of the server's clock.
 *
 * @typedef {{order_id: string, number: string, state: "preparing" | "ready", since: string,
 *            name?: string}} BoardNumber
 */
const NEW_FOR_MS = 15_000;
/** Nobody waits at the counter for longer: what is older was never called. */
const PREPARED_WITHIN_MS = 12 * 3600 * 1000;

/** @returns {BoardNumber[]} what is being prepared, the oldest first */
export function preparing(views, now) {
  const isOfToday = ({ since }) => now - Date.parse(since) < PREPARED_WITHIN_MS;
  return views.filter((view) => view.state === "preparing" && isOfToday(view)).sort(byAge);
}

/** @returns {BoardNumber[]} what is ready and not yet taken off by time, the newest first */
export function ready(views, keepMs, now) {
  const shown = (view) => view.state === "ready" && now - Date.parse(view.since) < keepMs;
  return views.filter(shown).sort((a, b) => byAge(b, a));
}

/** @returns {boolean} whether a number has been ready for some seconds only */
export function isNew(view, now) {
  return view.state === "ready" && now - Date.parse(view.since) < NEW_FOR_MS;
}

/** @returns {string} one call of one order; called again, it is another */
export function callOf(view) {
  return `${view.order_id} ${view.since}`;
}

function byAge(a, b) {
  return Date.parse(a.since) - Date.parse(b.since) || (a.order_id < b.order_id ? -1 : 1);
}
