import { html } from "../html.js";
import { Dialog } from "./dialog.js";
import { MARKS } from "./marks.js";
import { STEPS } from "./timer.js";

const KEYS = [
  [["1", "…", "9"], "choose the ticket with this digit"],
  [["←", "→", "↑", "↓"], "choose the ticket before or after"],
  [["Enter", "Space"], "press the chosen button: at first Ready, or Approve"],
  [["Tab"], "go to the next button"],
  [["Page up", "Page down"], "turn the page"],
  [["R"], "recall: what was made recently"],
  [["Esc"], "close a window like this one"],
  [["?"], "this window"],
];

/** What the keys, the colours and the marks of this screen mean. */
export function Help({ onClose }) {
  return html`<${Dialog} title="Keys, colours and marks" onClose=${onClose}>
    <dl class="help-list">
      ${KEYS.map(
        ([keys, means]) => html`<dt key=${means}>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt>
          <dd>${means}</dd>`,
      )}
      ${[...STEPS].reverse().map(
        (step) => html`<dt key=${step.name}>
            <span class="timer ${step.name}">${step.shape} ${step.word && html`<b>${step.word}</b>`}</span>
          </dt>
          <dd>${step.after_ms ? `has waited ${step.after_ms / 60_000} minutes or longer` : "is new"}</dd>`,
      )}
      ${Object.values(MARKS).map(
        ({ words, means }) => html`<dt key=${words}><span class="mark">${words}</span></dt>
          <dd>${means}</dd>`,
      )}
    </dl>
  <//>`;
}
