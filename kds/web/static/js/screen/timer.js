import { t } from "/languages/language.js";
import { html } from "../html.js";
import { serverNow } from "../server-clock.js";
import { span } from "../times.js";
import { keyOf } from "./departures.js";
import { isAllLater } from "./main-press.js";
import { Steady } from "./steady.js";
import { useTicketClock } from "./ticket-clock.js";
import { agesOf, shownAt, stepAt } from "./timing.js";

/** How urgent a ticket is: each step has a shape and a word beside its colour. */
export const STEPS = {
  fresh: { name: "fresh", shape: "●", word: "" },
  soon: { name: "soon", shape: "▲", word: t("HURRY") },
  late: { name: "late", shape: "■", word: t("LATE") },
  over: { name: "over", shape: "◆", word: t("OVERDUE") },
  held: { name: "held", shape: "‖", word: t("HELD") },
  later: { name: "later", shape: "‖", word: t("LATER") },
  stopped: { name: "stopped", shape: "✗", word: "" },
};

/** The steps of age of each service, as the settings of the restaurant say. */
export const AGES = Object.fromEntries(
  Object.entries(JSON.parse(document.body.dataset.ageSteps || "{}")).map(([service, told]) => [
    service,
    agesOf(told),
  ]),
);
const USUAL = agesOf();

/** How the timer says its time: how old, how long until the promise, how long after it or on hold. */
const SAID = {
  age: (time) => time,
  left: (time) => t("in {time}", { time }),
  over: (time) => `+${time}`,
  held: (time) => time,
};

/** @returns the step of a ticket, on the server's clock */
export function useStep(view) {
  const name = useTicketClock(() => stepOf(view), keyOf(view), stamp(view));
  return STEPS[name];
}

/** @returns the name of the step that a ticket is in now */
export function stepOf(view) {
  // Nobody is late with what is not to be made.
  if (view.stopped) return "stopped";
  if (!view.held_at && isAllLater(view.lines)) return "later";
  return stepAt(timesOf(view), serverNow(), agesFor(view));
}

/** How long a ticket has waited, or how long it is until what was promised. */
export function Timer({ view, step }) {
  const read = () => {
    const { kind, ms } = shownAt(timesOf(view), serverNow(), agesFor(view));
    return SAID[kind](span(ms));
  };
  const text = useTicketClock(read, keyOf(view), stamp(view));
  return html`<span class="timer ${step.name}">
    <span class="time" style=${{ "--chars": text.length }}><${Steady} text=${text} /></span>
    <span class="step" style=${{ "--chars": step.word.length + 2 }}><span aria-hidden="true">${step.shape}</span>${step.word && html` ${step.word}`}</span>
  </span>`;
}

function agesFor({ service }) {
  return AGES[service] ?? USUAL;
}

/** An answer is waited for from the start, whatever was promised. */
function timesOf({ board, since, promised_at, held_at, held_s }) {
  return { since, promised: board === "approvals" ? null : promised_at, held_at, held_s };
}

function stamp({ since, promised_at = "", held_at = "", held_s = 0 }) {
  return `${since} ${promised_at} ${held_at} ${held_s}`;
}
