import { t } from "/languages/language.js";
import { html } from "../html.js";
import { serverNow } from "../server-clock.js";
import { span } from "../times.js";
import { Roomy } from "./roomy.js";
import { useTicketClock } from "./ticket-clock.js";

const MINUTE_MS = 60_000;
/** Ready for so long before it is wished for, it is still by that time. */
const EARLY_MS = 5 * MINUTE_MS;
/** As long as `span` ever says it. */
const LONGEST = "47 h 59";

/**
 * @param {string} wished when the customer wants it
 * @param {number | null} minutes that the kitchen needs from `now` on, in ms; null: until then
 * @returns {number} how many whole minutes after the wished time it is ready, or, negative, before it;
 *   0 where it is in time
 */
export function minutesBeside(wished, minutes, now) {
  if (minutes === null) return 0;
  const ms = now + minutes * MINUTE_MS - Date.parse(wished);
  return ms < 0 && ms >= -EARLY_MS ? 0 : Math.trunc(ms / MINUTE_MS);
}

/** Whether what is chosen keeps the time that the customer wished for. `clock` is its ticket's key. */
export function Wished({ wished, minutes, clock }) {
  const beside = useTicketClock(
    () => minutesBeside(wished, minutes, serverNow()),
    clock,
    `${wished} ${minutes}`,
  );
  const count = Math.abs(beside);
  const time = count < 60 ? t("{minutes} min", { minutes: count }) : span(count * MINUTE_MS);
  const words = beside === 0 ? `✓ ${t("By the wished time")}` : beside > 0 ? after(time) : before(time);
  return html`<p class="wished ${beside ? "missed" : ""}">
    <${Roomy} text=${words} rooms=${[before(LONGEST), after(LONGEST)]} />
  </p>`;
}

function after(time) {
  return `⚠ ${t("{time} after the wished time", { time })}`;
}

function before(time) {
  return `⚠ ${t("{time} before the wished time", { time })}`;
}
