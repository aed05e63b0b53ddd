/**
 * What the timer of a ticket tells, and how urgent it is: pure, in milliseconds.
 * What was promised for later than a ticket may wait tells the time left, anything else its age.
 * Time on hold is nobody's delay: it is no part of the age, and on hold a ticket has no step.
 *
 * @typedef {{since: string, promised?: string | null, held_at?: string | null, held_s?: number}} Times
 * @typedef {{hurry_ms: number, late_ms: number}} Ages from which age on a ticket is in a hurry, and late
 */

const DAY_MS = 24 * 3_600_000;

/** @param {{hurry_min?: number, late_min?: number}} [told] of one service @returns {Ages} */
export function agesOf({ hurry_min = 5, late_min = 8 } = {}) {
  return { hurry_ms: hurry_min * 60_000, late_ms: late_min * 60_000 };
}

/** @param {Times} times @param {Ages} ages @returns whether the promise counts, and not the age: for as long as the ticket lives */
export function isPlanned({ since, promised }, ages) {
  return Boolean(promised) && Date.parse(promised) - Date.parse(since) > ages.late_ms;
}

/** @param {Times} times @param {Ages} ages @returns {"held" | "fresh" | "soon" | "late" | "over"} */
export function stepAt(times, now, ages) {
  const { since, promised, held_at } = times;
  if (held_at) return "held";
  const left = promised ? Date.parse(promised) - now : Infinity;
  if (left < 0) return "over";
  if (!isPlanned(times, ages)) return byAge(ageAt(times, now), ages);
  return left <= nearMs(Date.parse(promised) - Date.parse(since), ages) ? "soon" : "fresh";
}

/**
 * @param {Times} times @param {Ages} ages
 * @returns {{kind: "age" | "left" | "over" | "held", ms: number}} what the timer shows, never negative
 */
export function shownAt(times, now, ages) {
  if (times.held_at) return { kind: "held", ms: Math.max(0, now - Date.parse(times.held_at)) };
  if (!isPlanned(times, ages)) return { kind: "age", ms: Math.max(0, ageAt(times, now)) };
  const left = Date.parse(times.promised) - now;
  return left < 0 ? { kind: "over", ms: -left } : { kind: "left", ms: left };
}

function ageAt({ since, held_s = 0 }, now) {
  return now - Date.parse(since) - held_s * 1000;
}

/** How long before the promise the hurry begins: the last tenth, of at most a day. */
function nearMs(span, { hurry_ms }) {
  return Math.min(DAY_MS, Math.max(hurry_ms, span / 10));
}

function byAge(age, { hurry_ms, late_ms }) {
  if (age >= late_ms) return "late";
  return age >= hurry_ms ? "soon" : "fresh";
}
