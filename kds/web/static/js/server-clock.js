/**
 * The server's clock, learned from its ticks: screens have wrong clocks, timers must not.
 * A tick always arrives late, so the greatest of the latest differences is the best one.
 */
const KEPT = 10;
const differences = [];

/** Learn from a tick. @param {string} iso the server's time when it sent the tick */
export function heardTime(iso) {
  const heard = Date.parse(iso);
  if (Number.isNaN(heard)) return;
  differences.push(heard - performance.now());
  if (differences.length > KEPT) differences.shift();
}

/** @returns {number} the server's time in ms; this screen's own until the first tick */
export function serverNow() {
  if (differences.length === 0) return Date.now();
  return performance.now() + Math.max(...differences);
}

/** @returns {number} ms since a time on the server's clock, never negative */
export function since(iso) {
  return Math.max(0, serverNow() - Date.parse(iso));
}
