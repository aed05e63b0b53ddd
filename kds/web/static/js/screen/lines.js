import { t } from "/languages/language.js";
import { html } from "../html.js";
import { MARKS } from "./marks.js";

const REMOVES = /^(no|without|ei|ilman|minus|-)\b|^-/i;

/**
 * The lines of a ticket: what, how many, and above all what is different about it. What was removed
 * stands struck, what was added comes last under a heading, after what it replaces.
 */
export function Lines({ lines, stopped }) {
  const added = stopped ? [] : lines.filter((line) => line.mark === "added");
  const replaced = lines.filter((line) => line.mark === "removed" && added.some(sameAs(line)));
  const others = lines.filter((line) => !added.includes(line) && !replaced.includes(line));
  const one = (line) => html`<${Line} key=${keyOf(line)} line=${line} />`;
  return html`<ul class="lines ${stopped ? "struck" : ""}">
    ${others.map(one)}
    ${added.length > 0 && html`<li key="added" class="added-head">+ ${MARKS.added.words}</li>`}
    ${added.flatMap((line) => [...replaced.filter(sameAs(line)), line]).map(one)}
  </ul>`;
}

const sameAs = (one) => (other) => other.line_id === one.line_id && other.station === one.station;

/** A line that reads otherwise now is there twice: as it was, and as it is. */
function keyOf({ line_id, station = "", mark = "" }) {
  return `${line_id} ${station} ${mark === "removed" ? mark : ""}`;
}

function Line({ line }) {
  return html`<li class="line ${line.mark ?? ""}">
    <span class="quantity ${line.quantity > 1 ? "many" : ""}">${line.quantity}×</span>
    <div class="what">
      ${line.mark === "removed" && html`<b class="line-word">− ${MARKS.removed.words}</b>`}
      ${line.mark === "made" && html`<b class="line-word">✓ ${MARKS.made.words}</b>`}
      <span class="product">${line.product}</span>
      ${line.seat != null && html`<span class="seat">${t("S{seat}", { seat: line.seat })}</span>`}
      ${line.course != null && html`<span class="seat">${t("course {course}", { course: line.course })}</span>`}
      ${line.unrouted && html`<span class="mark" title=${MARKS.unrouted.means}>${MARKS.unrouted.words}</span>`}
      ${(line.modifiers ?? []).map(
        (one) => html`<span class="modifier ${REMOVES.test(one) ? "removal" : ""}">${one}</span>`,
      )}
      ${(line.allergens ?? []).length > 0 &&
      html`<span class="allergens">⚠ ${t("ALLERGY: {allergens}", { allergens: line.allergens.join(", ") })}</span>`}
      ${line.note && html`<span class="note">“${line.note}”</span>`}
    </div>
  </li>`;
}
