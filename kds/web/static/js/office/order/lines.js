import { t } from "/languages/language.js";
import { html } from "../../html.js";
import { money } from "../../money.js";
import { MARKS, STOPS } from "../../screen/marks.js";
import { office } from "../page.js";

/** What was ordered, what of it the kitchen has, and what each line costs. */
export function Lines({ told }) {
  const { record, currency } = told;
  const refunded = quantitiesRefunded(record.order);
  return html`<section>
    <h2>${t("Lines")}</h2>
    <table class="order-lines">
      <tbody>
        ${record.order.lines.map(
          (line) => html`<${Line}
            key=${line.line_id}
            line=${line}
            record=${record}
            back=${refunded[line.line_id] ?? 0}
            currency=${currency}
          />`,
        )}
        ${gone(record).map((line) => html`<${Gone} key=${`gone ${line.line_id}`} line=${line} />`)}
      </tbody>
    </table>
  </section>`;
}

function Line({ line, record, back, currency }) {
  const price = line.unit_price;
  const allergens = (line.allergens ?? []).join(", ");
  return html`<tr data-line=${line.line_id}>
    <td class="quantity">${line.quantity}×</td>
    <td class="what">
      <b>${line.product}</b>
      ${line.seat != null && html` <span class="seat">${t("S{seat}", { seat: line.seat })}</span>`}
      ${line.course != null && html` <span class="seat">${t("course {course}", { course: line.course })}</span>`}
      ${(line.modifiers ?? []).map((one) => html`<span key=${one} class="modifier">${one}</span>`)}
      ${allergens && html`<span class="allergens">⚠ ${t("ALLERGY: {allergens}", { allergens })}</span>`}
      ${line.note && html`<span class="note">“${line.note}”</span>`}
      ${back > 0 && html`<span class="back">${t("{count} of {all} refunded", { count: back, all: line.quantity })}</span>`}
    </td>
    <td class="where"><${Where} line=${line} record=${record} /></td>
    <td class="amount">${price == null ? "" : money(line.quantity * price, currency)}</td>
  </tr>`;
}

const KITCHEN = { wait: t("waits for the kitchen"), never: t("not for the kitchen") };

const CROSSED_OFF = { words: t("DONE"), means: t("A cook has crossed it off.") };

/** Where in the kitchen a line is, with the marks that cooks see on it. */
function Where({ line, record }) {
  if (line.kitchen in KITCHEN) return html`<small>${KITCHEN[line.kitchen]}</small>`;
  const parts = Object.values(record.parts ?? {}).filter((part) => part.line_ids.includes(line.line_id));
  return parts.map((part) => {
    const marks = [
      part.unrouted?.includes(line.line_id) && MARKS.unrouted,
      part.made?.includes(line.line_id) && MARKS.made,
      part.struck?.includes(line.line_id) && CROSSED_OFF,
      !part.changed?.seen_at && part.changed?.added?.includes(line.line_id) && MARKS.added,
      part.stopped && STOPS[part.stopped.cause],
    ].filter(Boolean);
    return html`<small key=${part.station}>
      ${office.nameOf(part.station)}
      ${marks.map((mark) => html` <span key=${mark.words} class="word" title=${mark.means}>${mark.words}</span>`)}
    </small>`;
  });
}

/** Lines that were taken away, until a cook has seen it. */
function gone(record) {
  const parts = Object.values(record.parts ?? {}).filter((part) => part.changed && !part.changed.seen_at);
  const lines = parts.flatMap((part) => part.changed.removed ?? []);
  const still = new Set(record.order.lines.map((line) => line.line_id));
  const found = lines.filter((line) => !still.has(line.line_id));
  return [...new Map(found.map((line) => [line.line_id, line])).values()];
}

function Gone({ line }) {
  return html`<tr class="gone">
    <td class="quantity">${line.quantity}×</td>
    <td class="what">${line.product}</td>
    <td class="where" colspan="2"><span class="word" title=${MARKS.removed.means}>${MARKS.removed.words}</span></td>
  </tr>`;
}

function quantitiesRefunded(order) {
  const found = {};
  for (const refund of order.refunds ?? []) {
    for (const { line_id, quantity } of refund.lines ?? []) found[line_id] = (found[line_id] ?? 0) + quantity;
  }
  return found;
}
