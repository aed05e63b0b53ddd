import { t } from "/languages/language.js";
import { html } from "../html.js";
import { arranged } from "./combine.js";
import { MARKS } from "./marks.js";
import { useSettled } from "./settled.js";

const REMOVES = /^(no|without|ei|ilman|minus|-)\b|^-/i;

/**
 * The lines of a ticket: what, how many, and above all what is different about it. What was removed
 * stands struck, what was added comes last under a heading, after what it replaces.
 * With `onLine` each line that can be made is a button which strikes it, or takes that back.
 * @param {{lines: import("./combine.js").Line[], stopped?: string | null,
 *   onLine?: (line_ids: string[], struck: boolean) => any,
 *   beside?: (row: import("./combine.js").Row) => any}} props `struck`: what it shall be; `beside`:
 *   what stands beside a line that can be made
 */
export function Lines({ lines, stopped, onLine, beside }) {
  const { courses, added } = arranged(lines, stopped);
  const press = stopped ? undefined : onLine;
  const one = (row, course) =>
    html`<${Line} key=${row.key} row=${row} course=${course} onLine=${press} beside=${beside} />`;
  return html`<ul class="lines ${stopped ? "struck" : ""}">
    ${courses.flatMap(({ course, later, rows }) => [
      course !== null &&
      html`<li key="course ${course}" class="course-head ${later ? "later" : ""}">
        ${t("Course {course}", { course })} ${later && html`<b>${t("LATER")}</b>`}
      </li>`,
      ...rows.map((row) => one(row, null)),
    ])}
    ${added.length > 0 && html`<li key="added" class="added-head">+ ${MARKS.added.words}</li>`}
    ${added.map((row) => one(row, row.course ?? null))}
  </ul>`;
}

/**
 * @param {{row: import("./combine.js").Row, course: number | null, onLine?: Function,
 *   beside?: Function}} props its course if no heading says it
 */
function Line({ row, course, onLine, beside }) {
  const { mark, later, line_ids } = row;
  const struck = Boolean(row.struck);
  // A finger bounces: the second touch must not take the first one back.
  const settled = useSettled(struck);
  const kind = `line ${mark ?? ""} ${struck ? "done" : ""} ${later ? "later" : ""}`;
  const content = html`<${Content} row=${row} course=${course} struck=${struck} />`;
  if (!onLine || mark === "removed" || mark === "made") {
    return html`<li class=${kind}>
      <div class="line-in">${content}</div>
      ${mark !== "removed" && beside?.(row)}
    </li>`;
  }
  return html`<li class=${kind}>
    <button
      type="button"
      class="line-in line-press"
      aria-pressed=${struck}
      aria-disabled=${!settled}
      onClick=${() => settled && onLine(line_ids, !struck)}
    >
      ${content}
    </button>
  </li>`;
}

function Content({ row, course, struck }) {
  const { mark, later } = row;
  return html`<span class="quantity ${row.quantity > 1 ? "many" : ""}">${row.quantity}×</span>
    <span class="what">
      ${mark === "removed" && html`<b class="line-word">− ${(row.was ? MARKS.before : MARKS.removed).words}</b>`}
      ${mark === "made" && html`<b class="line-word">✓ ${MARKS.made.words}</b>`}
      ${struck && html`<b class="tick" role="img" aria-label=${t("struck")}>✓</b> `}
      <span class="product">${row.product}</span>
      ${row.seats.map(({ seat, quantity }) => {
        const each = quantity > 1 && row.seats.length > 1 ? ` ${quantity}×` : "";
        return html` <span key=${seat} class="seat">${t("S{seat}", { seat })}${each}</span>`;
      })}
      ${course !== null && html` <span class="seat">${t("course {course}", { course })}</span>`}
      ${course !== null && later && html` <b class="seat">${t("LATER")}</b>`}
      ${row.unrouted && html`<span class="mark" title=${MARKS.unrouted.means}>${MARKS.unrouted.words}</span>`}
      ${(row.modifiers ?? []).map(
        (one) => html`<span class="modifier ${REMOVES.test(one) ? "removal" : ""}">${one}</span>`,
      )}
      ${(row.allergens ?? []).length > 0 &&
      html`<span class="allergens">⚠ ${t("ALLERGY: {allergens}", { allergens: row.allergens.join(", ") })}</span>`}
      ${row.note && html`<span class="note">“${row.note}”</span>`}
    </span>`;
}
