import { html } from "../html.js";
import { MARKS } from "./marks.js";

const REMOVES = /^(no|without|ei|ilman|minus|-)\b|^-/i;

/** The lines of a ticket: what, how many, and above all what is different about it. */
export function Lines({ lines }) {
  return html`<ul class="lines">
    ${lines.map((line) => html`<${Line} key=${line.line_id + (line.station ?? "")} line=${line} />`)}
  </ul>`;
}

function Line({ line }) {
  return html`<li class="line">
    <span class="quantity ${line.quantity > 1 ? "many" : ""}">${line.quantity}×</span>
    <div class="what">
      <span class="product">${line.product}</span>
      ${line.seat != null && html`<span class="seat">S${line.seat}</span>`}
      ${line.course != null && html`<span class="seat">course ${line.course}</span>`}
      ${line.unrouted && html`<span class="mark" title=${MARKS.unrouted.means}>${MARKS.unrouted.words}</span>`}
      ${(line.modifiers ?? []).map(
        (one) => html`<span class="modifier ${REMOVES.test(one) ? "removal" : ""}">${one}</span>`,
      )}
      ${(line.allergens ?? []).length > 0 &&
      html`<span class="allergens">⚠ ALLERGY: ${line.allergens.join(", ")}</span>`}
      ${line.note && html`<span class="note">“${line.note}”</span>`}
    </div>
  </li>`;
}
