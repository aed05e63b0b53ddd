/** What the kitchen says yes with: minutes from now on, or the very time that the customer wished for. */
import { useMemo, useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { serverNow } from "../server-clock.js";
import { clockTime } from "../times.js";
import { Roomy } from "./roomy.js";
import { useTicketClock } from "./ticket-clock.js";
import { Wished } from "./wished.js";

const QUICK = [10, 15, 20, 30, 45, 60];
const [LEAST, MOST, STEP] = [5, 120, 5];
const MINUTE_MS = 60_000;
/** Where the server has suggested nothing yet. */
const USUAL = 20;

/**
 * What is chosen, of which `minutes` are null where it is the wished time. That is what is chosen at
 * first, if it is later than the kitchen needs; once it is over, only minutes can be promised.
 * @param {{wished?: string | null, suggested?: number | null, clock: string}} asked `clock` is the key
 *   of the ticket
 */
export function useChoice({ wished = null, suggested = null, clock }) {
  const usual = suggested ?? USUAL;
  const ahead = useTicketClock(() => minutesUntil(wished) > 0, clock, wished);
  const time = useTicketClock(() => wished && clockTime(wished, serverNow()), clock, wished);
  const first = useMemo(() => (minutesUntil(wished) > usual ? null : usual), [wished]);
  // Whoever may press it finds it in its place until the ticket goes.
  const offers = useMemo(() => minutesUntil(wished) > 0, [wished]);
  /** @type {[number | null | undefined, (chosen: number | null) => void]} */
  const [chosen, choose] = useState(undefined);
  const choice = chosen === undefined ? first : chosen;
  return { minutes: ahead ? choice : (choice ?? usual), choose, time, ahead, offers, wished, suggested, clock };
}

/** @returns what a command takes of a choice: nothing where the wished time is to be kept */
export function fieldsOf({ minutes }) {
  return minutes === null ? {} : { minutes };
}

/** The words of the button that says yes, as wide and high whatever is chosen. */
export function ApproveWords({ choice, mark = "" }) {
  const words = (minutes) =>
    mark + (minutes === null ? t("Approve for {time}", { time: choice.time }) : t("Approve {minutes} min", { minutes }));
  const rooms = [words(MOST), choice.offers ? words(null) : ""];
  return html`<${Roomy} class="yes" text=${words(choice.minutes)} rooms=${rooms} />`;
}

/** In how many minutes it is ready: by fives, or one of those that are said often; or when it is wished for. */
export function Minutes({ choice }) {
  const { minutes, choose, time, ahead, offers, wished, suggested, clock } = choice;
  const to = (value) => () => choose(Math.min(MOST, Math.max(LEAST, value())));
  const steps = () => (minutes ?? minutesUntil(wished)) / STEP;
  const words = (count) => t("{minutes} min", { minutes: count });
  const rooms = [words(MOST), offers ? time : ""];
  return html`<div class="minutes" role="group" aria-label=${t("Minutes until it is ready")}>
    <button type="button" onClick=${to(() => (Math.ceil(steps()) - 1) * STEP)} aria-label=${t("5 minutes less")}>−</button>
    <output class="${offers && time.length > 5 ? "with-day" : ""} ${minutes === null ? "wish" : ""}">
      <${Roomy} text=${minutes === null ? time : words(minutes)} rooms=${rooms} />
    </output>
    <button type="button" onClick=${to(() => (Math.floor(steps()) + 1) * STEP)} aria-label=${t("5 minutes more")}>+</button>
    ${wished && html`<${Wished} wished=${wished} minutes=${minutes} clock=${clock} />`}
    ${suggested !== null &&
    html`<small class="suggested">${t("Suggested by what is owed: {minutes} min", { minutes: suggested })}</small>`}
    ${offers &&
    html`<button
      type="button"
      class="by-wish"
      disabled=${!ahead}
      aria-pressed=${minutes === null}
      onClick=${() => choose(null)}
    >
      ${time}
    </button>`}
    <div class="quick">
      ${QUICK.map(
        (value) => html`<button
          key=${value}
          type="button"
          aria-pressed=${value === minutes}
          onClick=${to(() => value)}
        >
          ${value}
        </button>`,
      )}
    </div>
  </div>`;
}

function minutesUntil(wished) {
  return wished ? (Date.parse(wished) - serverNow()) / MINUTE_MS : 0;
}
