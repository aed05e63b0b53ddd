import { choose, language, languages, t } from "/languages/language.js";
import { html } from "../html.js";
import { sound } from "../sound.js";
import { Dialog } from "./dialog.js";
import { MARKS, STOPS } from "./marks.js";
import { STEPS } from "./timer.js";

const KEYS = [
  [["1", "…", "9"], t("choose the ticket with this digit")],
  [["←", "→", "↑", "↓"], t("choose the ticket before or after")],
  [["Enter", t("Space")], t("press the chosen button: at first Ready, or Approve")],
  [["Tab"], t("go to the next button")],
  [["Page up", "Page down"], t("turn the page")],
  [["S"], t("Seen, on the chosen ticket; else choose the first that nobody has seen")],
  [["R"], t("recall: what was made recently")],
  [["Esc"], t("close a window like this one")],
  [["?"], t("this window")],
];

const SOUNDS = [
  ["new", t("one high note: a new order")],
  ["changed", t("the same note twice: an order was changed")],
  ["stopped", t("three falling notes: an order must not be made any more")],
];

/** What the keys, the colours and the marks of this screen mean. */
export function Help({ onClose }) {
  return html`<${Dialog} title=${t("Keys, colours and marks")} onClose=${onClose}>
    <label class="language">
      ${t("Language")}
      <select name="language" value=${language} onChange=${(event) => choose(event.target.value)}>
        ${Object.entries(languages).map(
          ([code, name]) => html`<option key=${code} value=${code} lang=${code}>${name}</option>`,
        )}
      </select>
    </label>
    <dl class="help-list">
      ${KEYS.map(
        ([keys, means]) => html`<dt key=${means}>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt>
          <dd>${means}</dd>`,
      )}
      ${[...STEPS].reverse().map(
        (step) => html`<dt key=${step.name}>
            <span class="timer ${step.name}">${step.shape} ${step.word && html`<b>${step.word}</b>`}</span>
          </dt>
          <dd>${waited(step.after_ms / 60_000)}</dd>`,
      )}
      ${Object.values(MARKS).map(
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
            <button type="button" onClick=${() => sound.play(name)}>♪ ${t("Play")}</button>
          </dt>
          <dd>${means}</dd>`,
      )}
    </dl>
  <//>`;
}

function waited(minutes) {
  return minutes ? t("has waited {minutes} minutes or longer", { minutes }) : t("is new");
}
