/** The digits of the keyboard by which tickets are chosen: the first nine of the page that is shown. */
import { useLayoutEffect, useState } from "preact/hooks";
import { html } from "../html.js";
import { keyOf } from "./departures.js";

const DIGITS = 9;

/** @type {Map<string, number>} by the key of its ticket */
let digits = new Map();
/** @type {Map<string, Set<(digit: number | undefined) => void>>} who shows one, by the key of its ticket */
const shownBy = new Map();

/** Say which tickets begin on the page that is shown, in their order. @param {string[]} keys */
export function showPlaces(keys) {
  const before = digits;
  digits = new Map(keys.slice(0, DIGITS).map((key, index) => [key, index + 1]));
  for (const key of new Set([...before.keys(), ...digits.keys()])) {
    if (before.get(key) !== digits.get(key)) shownBy.get(key)?.forEach((show) => show(digits.get(key)));
  }
}

/** The digit of a ticket, if it has one: it alone is rendered when those before it have left. */
export function Place({ view }) {
  const key = keyOf(view);
  const [digit, show] = useState(() => digits.get(key));
  useLayoutEffect(() => {
    if (!shownBy.has(key)) shownBy.set(key, new Set());
    shownBy.get(key).add(show);
    show(digits.get(key));
    return () => {
      shownBy.get(key).delete(show);
      if (shownBy.get(key).size === 0) shownBy.delete(key);
    };
  }, [key]);
  return digit ? html`<kbd class="place" aria-hidden="true">${digit}</kbd>` : null;
}
