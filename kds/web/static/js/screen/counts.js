/**
 * All-day counts: how many of each product are still to be made, over all tickets of a screen. Pure.
 *
 * @typedef {{words: string, count: number}} Variant what is different about some of them
 * @typedef {{product: string, count: number, later: number, variants: Variant[]}} Count `later` of
 *   them are of a course that is not fired, or on hold
 */

/** Marks of lines that nobody makes (any more). */
const NOT_OWED = new Set(["removed", "made"]);

/**
 * @param {any[]} views the open tickets; one order may stand on the pass and on a station too
 * @returns {Count[]} by product in the order of the alphabet: a place that does not move is found again
 */
export function countOwed(views) {
  const counted = new Set();
  const products = new Map();
  for (const view of views) {
    // What nobody has approved nobody owes.
    if (view.stopped || view.board === "approvals") continue;
    const parts = new Map((view.parts ?? []).map((part) => [part.station, part]));
    for (const line of view.lines) {
      const station = line.station ?? view.board;
      const key = `${view.order_id} ${station} ${line.line_id} ${line.mark === "removed"}`;
      if (!isOwed(line, parts.get(station)) || counted.has(key)) continue;
      counted.add(key);
      add(products, line, line.later || isHeld(view, parts.get(station)));
    }
  }
  return [...products.values()].map(finished).sort((a, b) => compare(a.product, b.product));
}

function isOwed(line, part) {
  return !line.struck && !NOT_OWED.has(line.mark) && part?.state !== "ready" && !part?.stopped;
}

function isHeld(view, part) {
  return Boolean(view.board === "pass" ? part?.held : view.held_at);
}

function add(products, line, later) {
  const { product, quantity } = line;
  if (!products.has(product)) products.set(product, { product, count: 0, later: 0, variants: new Map() });
  const count = products.get(product);
  count.count += quantity;
  if (later) count.later += quantity;
  const words = [...(line.modifiers ?? [])].sort(compare).join(", ");
  if (words) count.variants.set(words, (count.variants.get(words) ?? 0) + quantity);
}

/** @returns {any} */
function finished({ variants, ...count }) {
  const listed = [...variants].map(([words, count]) => ({ words, count }));
  return { ...count, variants: listed.sort((a, b) => compare(a.words, b.words)) };
}

/** The same on every machine: what a browser makes of a language may differ. */
function compare(a, b) {
  return a.localeCompare(b, "en") || (a < b ? -1 : a > b ? 1 : 0);
}
