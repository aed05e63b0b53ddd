import { t } from "/languages/language.js";
import { useEachSecond } from "../hooks.js";
import { html } from "../html.js";
import { since } from "../server-clock.js";
import { duration } from "../times.js";

/** Steps by age: from `after_ms` on; each has a shape and a word beside its colour. */
export const STEPS = [
  { name: "late", after_ms: 8 * 60_000, shape: "■", word: t("LATE") },
  { name: "soon", after_ms: 5 * 60_000, shape: "▲", word: t("HURRY") },
  { name: "fresh", after_ms: 0, shape: "●", word: "" },
];

/** @returns the step of a ticket that began at `start`, on the server's clock */
export function useAge(start) {
  return useEachSecond(() => STEPS.find((step) => since(start) >= step.after_ms), start);
}

/** How long a ticket has waited. */
export function Timer({ start, step }) {
  const text = useEachSecond(() => duration(since(start)), start);
  return html`<span class="timer ${step.name}">
    <span aria-hidden="true">${step.shape}</span> ${text} ${step.word && html`<b>${step.word}</b>`}
  </span>`;
}
