import { t } from "/languages/language.js";
import { html } from "../html.js";
import { serverNow } from "../server-clock.js";
import { span } from "../times.js";
import { useTicketClock } from "./ticket-clock.js";

const MINUTE_MS = 60_000;

/**
 * @param {string} wished when the customer wants it
 * @param {number} minutes that the kitchen needs from `now` on, in ms
 * @returns {number} how many whole minutes after the wished time it is ready; 0 where it is in time
 */
export function minutesAfter(wished, minutes, now) {
  return Math.max(0, Math.floor((now + minutes * MINUTE_MS - Date.parse(wished)) / MINUTE_MS));
}

/** Whether the chosen minutes keep the time that the customer wished for. `clock` is its ticket's key. */
export function Wished({ wished, minutes, clock }) {
  const after = useTicketClock(
    () => minutesAfter(wished, minutes, serverNow()),
    clock,
    `${wished} ${minutes}`,
  );
  const time = after < 60 ? t("{minutes} min", { minutes: after }) : span(after * MINUTE_MS);
  return html`<p class="wished ${after ? "after" : ""}">
    ${after ? `⚠ ${t("{time} after the wished time", { time })}` : `✓ ${t("By the wished time")}`}
  </p>`;
}
