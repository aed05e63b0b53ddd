import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../../html.js";
import { count, share, took } from "./said.js";

/** So many rows are shown until all are asked for. */
const FIRST = 20;

/**
 * A table of figures; what is compared is drawn beside its numbers, which tell the same.
 * @param {{of: string, rows: {key: any, name: string, figures: import("./said.js").Figures}[]}} given
 */
export function FiguresTable({ of, rows }) {
  const [isWhole, showAll] = useState(false);
  const shown = isWhole ? rows : rows.slice(0, FIRST);
  const longest = Math.max(1, ...shown.map(({ figures }) => figures.p90_s ?? 0));
  return html`<div class="wide">
      <table class="figures-table">
        <thead>
          <tr>
            <th scope="col">${of}</th>
            <th scope="col" class="drawn">${t("Average")} <small>▏ ${t("9 of 10 within")}</small></th>
            <th scope="col">${t("Half within")}</th>
            <th scope="col">${t("9 of 10 within")}</th>
            <th scope="col">${t("Longest")}</th>
            <th scope="col">${t("Made")}</th>
            <th scope="col" class="drawn">${t("In good time, hurried, late")}</th>
            <th scope="col">${t("As promised")}</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map((row) => html`<${Row} key=${row.key} row=${row} longest=${longest} />`)}
        </tbody>
      </table>
    </div>
    ${shown.length < rows.length &&
    html`<p class="more">
      <button type="button" onClick=${() => showAll(true)}>${t("Show all {count}", { count: rows.length })}</button>
    </p>`}`;
}

function Row({ row, longest }) {
  const { made, average_s, median_s, p90_s, longest_s } = row.figures;
  return html`<tr data-row=${row.key}>
    <th scope="row">${row.name}</th>
    <td class="drawn">
      <span class="beside-bar">${took(average_s)}</span>
      <${Bar} average=${average_s} p90=${p90_s} longest=${longest} />
    </td>
    <td>${took(median_s)}</td>
    <td>${took(p90_s)}</td>
    <td>${took(longest_s)}</td>
    <td>${count(made)}</td>
    <td class="drawn"><${Steps} figures=${row.figures} /></td>
    <td><${Promise} figures=${row.figures} /></td>
  </tr>`;
}

function Bar({ average, p90, longest }) {
  if (average === null) return null;
  const at = (seconds) => `${(seconds / longest) * 98}%`;
  return html`<svg class="bar" aria-hidden="true">
    <rect class="average" width=${at(average)} height="100%" />
    <line class="p90" x1=${at(p90)} x2=${at(p90)} y1="0" y2="100%" />
  </svg>`;
}

/** How many ended in which step of age: by length, pattern, shape and number. */
function Steps({ figures }) {
  const { fresh, soon, late } = figures;
  const all = fresh + soon + late;
  if (all === 0) return "–";
  const at = (number) => `${(number / all) * 100}%`;
  return html`<span class="steps">
      <span class="fresh"><span aria-hidden="true">●</span> ${share(fresh, all)}</span>${" "}
      <span class="soon"><span aria-hidden="true">▲</span> ${share(soon, all)}</span>${" "}
      <span class="late"><span aria-hidden="true">■</span> ${share(late, all)}</span>
    </span>
    <svg class="bar" aria-hidden="true">
      <rect class="fresh" width=${at(fresh)} height="100%" />
      <rect class="soon" x=${at(fresh)} width=${at(soon)} height="100%" />
      <rect class="hatched" fill="url(#hatch)" x=${at(fresh)} width=${at(soon)} height="100%" />
      <rect class="late" x=${at(fresh + soon)} width=${at(late)} height="100%" />
    </svg>`;
}

function Promise({ figures }) {
  const { promised, in_time, over_s } = figures;
  if (promised === 0) return html`<span class="quiet">${t("nothing promised")}</span>`;
  return html`${share(in_time, promised)} <small>${t("of {count}", { count: count(promised) })}</small>
    ${over_s !== null && html`<small class="over">${t("else {time} over", { time: took(over_s) })}</small>`}`;
}

/** The pattern of what was hurried, once for the page. */
export function Patterns() {
  return html`<svg class="patterns" aria-hidden="true" width="0" height="0">
    <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <line class="hatch" x1="0" y1="0" x2="0" y2="6" />
    </pattern>
  </svg>`;
}
