/** The all-day counts as a column beside the tickets, or in their place. */
import { useMemo } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { countOwed } from "./counts.js";

/** How many of each product are still to be made; `views` are the tickets, `whole` says: nothing else. */
export function AllDay({ views, whole }) {
  // Tickets are never changed in place: as long as they are the same, so are the counts.
  const counts = useMemo(() => countOwed(views), [views.map(stamp).join()]);
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  return html`<aside class="all-day ${whole ? "whole" : ""}" aria-label=${t("Still to be made")}>
    <h2>${t("Still to be made")} <b>${total}</b>
      ${whole && html` <small>${t("No tickets on this screen: it only counts.")}</small>`}
    </h2>
    ${counts.length === 0 && html`<p class="quiet">${t("Nothing waits.")}</p>`}
    <ul tabindex="0" aria-label=${t("Counts by product")}>
      ${counts.map(
        ({ product, count, later, variants }) => html`<li key=${product} data-product=${product}>
          <b class="count">${count}</b>
          <span class="product">${product}</span>
          ${later > 0 && html`<small class="later">${t("{count} later", { count: later })}</small>`}
          ${variants.map(
            (one) => html`<span class="variant" key=${one.words}><b>${one.count}</b> ${one.words}</span>`,
          )}
        </li>`,
      )}
    </ul>
  </aside>`;
}

function stamp({ board, order_id, version }) {
  return `${board} ${order_id} ${version}`;
}
