/** Which parts of an order one press at the pass has marked ready, so that one press takes it back. */

const NEAR_MS = 10_000;
const known = new Map();

/** Remember it for as long as the ticket may need to leave. */
export function pressTogether(orderId, stations) {
  const press = { stations, at: performance.now() };
  known.set(orderId, press);
  setTimeout(() => known.get(orderId) === press && known.delete(orderId), NEAR_MS);
}

/** @returns {string[] | null} the stations that were marked together a moment ago */
export function pressedTogether(orderId) {
  const press = known.get(orderId);
  return press && performance.now() - press.at < NEAR_MS ? press.stations : null;
}
