/** Whether what is on the screen is live, and since when it is not. */
import { t } from "/languages/language.js";
import { exactTime, tenths } from "./times.js";

const STALE_AFTER_MS = 5000;

/**
 * @param {{heardAt: number | null, heardTime: string | null, busLostSince: string | null,
 *          behindSince: number | null, startedAt: number, restored: boolean}} link `heardAt`, `startedAt`
 *   and `behindSince`, since when the server owes what a board shows, in performance.now() ms
 * @param {number} now performance.now()
 * @returns {{state: "connecting" | "live" | "stale", age_s: number, words: string}}
 */
export function freshness(link, now) {
  const age = Math.max(0, now - (link.heardAt ?? link.startedAt));
  const age_s = age / 1000;
  if (age > STALE_AFTER_MS || link.restored) return { state: "stale", age_s, words: lost(link) };
  if (link.busLostSince) {
    const time = exactTime(link.busLostSince);
    const words = t("NOT LIVE since {time}: the orders cannot be read", { time });
    return { state: "stale", age_s, words };
  }
  if (link.behindSince !== null && now - link.behindSince > STALE_AFTER_MS) {
    return { state: "stale", age_s, words: t("NOT LIVE: the kitchen server does not say what is open") };
  }
  if (link.heardAt === null) return { state: "connecting", age_s, words: t("connecting …") };
  return { state: "live", age_s, words: t("live, {seconds} s ago", { seconds: tenths(age_s) }) };
}

function lost(link) {
  if (link.heardTime === null) return t("NOT LIVE: the kitchen server does not answer");
  const time = exactTime(link.heardTime);
  return t("NOT LIVE since {time}: no word from the kitchen server", { time });
}
