/** Whether what is on the screen is live, and since when it is not. */
import { exactTime } from "./times.js";

const STALE_AFTER_MS = 5000;

/**
 * @param {{heardAt: number | null, heardTime: string | null, busLostSince: string | null,
 *          startedAt: number}} link `heardAt` and `startedAt` in performance.now() ms
 * @param {number} now performance.now()
 * @returns {{state: "connecting" | "live" | "stale", age_s: number, words: string}}
 */
export function freshness(link, now) {
  const age = Math.max(0, now - (link.heardAt ?? link.startedAt));
  const age_s = age / 1000;
  if (age > STALE_AFTER_MS) return { state: "stale", age_s, words: lost(link) };
  if (link.busLostSince) {
    const words = `NOT LIVE since ${exactTime(link.busLostSince)}: the orders cannot be read`;
    return { state: "stale", age_s, words };
  }
  if (link.heardAt === null) return { state: "connecting", age_s, words: "connecting …" };
  return { state: "live", age_s, words: `live, ${age_s.toFixed(1)} s ago` };
}

function lost(link) {
  if (link.heardTime === null) return "NOT LIVE: the kitchen server does not answer";
  return `NOT LIVE since ${exactTime(link.heardTime)}: no word from the kitchen server`;
}
