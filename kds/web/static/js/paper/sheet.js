import { t } from "/languages/language.js";
import { html } from "../html.js";
import { Dialog } from "../screen/dialog.js";

/** A sheet as it looks on paper, in a window of its own; `src` is where its picture is. */
export function SheetDialog({ title, src, onClose, children }) {
  return html`<${Dialog} title=${title} onClose=${onClose}>
    <div class="paper" tabindex="0" aria-label=${t("The paper")}>
      <img src=${src} alt=${title} />
    </div>
    ${children}
  <//>`;
}

/** @returns {string} where the picture of a sheet is */
export function pictureOf({ order_id, print_id }) {
  return `/api/v1/orders/${encodeURIComponent(order_id)}/prints/${encodeURIComponent(print_id)}/picture`;
}
