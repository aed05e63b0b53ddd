/**
 * The clock of the tickets: those on the page that is shown are told each second, the others by turns
 * and within seconds, or as soon as their page is turned to. Three hundred timers at once would hold
 * up what has just come.
 */
import { useEffect, useState } from "preact/hooks";
import { every } from "../hooks.js";

const QUARTER_MS = 250;
/** So many quarters of a second until each ticket that is not in sight has had its turn. */
const TURNS = 15;

/** @type {Map<string, Set<() => void>>} who is to be told, by the key of its ticket */
const clocks = new Map();
/** @type {Set<string>} */
let sight = new Set();
/** @type {string[]} */
let others = [];
let quarter = 0;

/** Say which tickets are on the page that is shown. @param {Set<string>} keys */
export function showClocks(keys) {
  for (const key of keys) if (!sight.has(key)) tell(key);
  sight = keys;
}

/** @returns `read()`, read anew on the clock of a ticket; renders again only when it has changed */
export function useTicketClock(read, key, dependency) {
  const [, set] = useState(read);
  useEffect(() => add(key, () => set(read())), [key, dependency]);
  return read();
}

function add(key, fn) {
  if (clocks.size === 0) ticking ??= every(QUARTER_MS).add(tick);
  if (!clocks.has(key)) clocks.set(key, new Set());
  clocks.get(key).add(fn);
  return () => {
    clocks.get(key).delete(fn);
    if (clocks.get(key).size === 0) clocks.delete(key);
  };
}

/** @type {(() => void) | null} */
let ticking = null;

function tick() {
  quarter += 1;
  if (quarter % 4 === 0) return sight.forEach(tell);
  if (others.length === 0) others = [...clocks.keys()];
  const turn = others.splice(0, Math.ceil(clocks.size / TURNS));
  for (const key of turn) if (!sight.has(key)) tell(key);
}

function tell(key) {
  for (const fn of [...(clocks.get(key) ?? [])]) fn();
}
