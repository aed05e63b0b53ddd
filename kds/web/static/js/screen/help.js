import { t } from "/languages/language.js";
import { html } from "../html.js";
import { sound } from "../sound.js";
import { duration } from "../times.js";
import { Dialog } from "./dialog.js";
import { keyRows } from "./key-words.js";
import { MARKS, SHORT, STOPS } from "./marks.js";
import { ageWords } from "./age-words.js";
import { STEPS } from "./timer.js";

/** What the timer of a planned ticket says here. */
const SHOWN_MS = 200 * 60_000;

const SOUNDS = [
  ["new", t("one high note: a new order")],
  ["changed", t("the same note twice: an order was changed")],
  ["stopped", t("three falling notes: an order must not be made any more")],
  ["overdue", t("three low notes: an order has become late, or overdue")],
];

/** What the keys, the colours and the marks of this screen mean. */
export function Help({ onClose }) {
  return html`<${Dialog} title=${t("Keys, colours and marks")} onClose=${onClose}>
    <dl class="help-list">
      ${keyRows().map(
        ([keys, means]) => html`<dt key=${means}>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt>
          <dd>${means}</dd>`,
      )}
      ${Object.values(STEPS).map(
        (step) => html`<dt key=${step.name}>
            <span class="timer ${step.name}"><span class="step">${step.shape} ${step.word}</span></span>
          </dt>
          <dd>${ageWords(step.name)}</dd>`,
      )}
      <dt><span class="timer fresh"><span class="time">● ${t("in {time}", { time: duration(SHOWN_MS) })}</span></span></dt>
      <dd>
        ${t(
          "on a ticket promised for later than it may wait: how long until then; HURRY in the last tenth of the time, at most a day",
        )}
      </dd>
      ${[...SHORT, ...Object.values(MARKS)].map(
        ({ words, means, look = "mark" }) => html`<dt key=${words}>
            <span class=${look}>${words}</span>
          </dt>
          <dd>${means}</dd>`,
      )}
      ${Object.entries(STOPS).map(
        ([cause, { words, means }]) => html`<dt key=${cause}><span class="stop-word">${words}</span></dt>
          <dd>${means}</dd>`,
      )}
      ${SOUNDS.map(
        ([name, means]) => html`<dt key=${name}>
            <button type="button" onClick=${() => sound.test(name)}>♪ ${t("Play")}</button>
          </dt>
          <dd>${means}</dd>`,
      )}
    </dl>
  <//>`;
}
