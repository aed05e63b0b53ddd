/** What of an order is not done, in words, for whoever calls its customer or hands it over. */
import { t } from "/languages/language.js";
import { html } from "../html.js";

/** @returns {string} lines in short: `2 × Burger, 1 × Fries` */
function inShort(lines) {
  return lines.map(({ quantity, product }) => `${quantity} × ${product}`).join(", ");
}

/** Whether anything of it is with the kitchen, or has yet to go there. */
export function isOpen({ open_parts = [], waiting = [] }) {
  return open_parts.length > 0 || waiting.length > 0;
}

/** First what the kitchen does not have yet, then what each station has not said is ready. */
export function OpenParts({ details, desk, children }) {
  const { open_parts = [], waiting = [] } = details;
  if (!isOpen(details)) return null;
  return html`<div class="still-cooking" role="alert" data-open-parts>
    ${waiting.length > 0 && html`<p><b>⚠ ${t("Still to be sent: {lines}", { lines: inShort(waiting) })}</b></p>`}
    ${open_parts.map(
      ({ station, lines }) => html`<p key=${station}>
        <b>⚠ ${t("Not marked ready: {station}: {lines}", { station: desk.nameOf(station), lines: inShort(lines) })}</b>
      </p>`,
    )}
    ${children}
  </div>`;
}
