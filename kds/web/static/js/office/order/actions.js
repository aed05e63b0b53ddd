import { t } from "/languages/language.js";
import { html } from "../../html.js";
import { ActionButton } from "./action-button.js";
import { ANSWERS, OF_PARTS, OF_WHOLE_ORDERS } from "./of-cooks.js";

/** What is done at a sheet of paper, in its own window. */
const OF_SHEETS = new Set(["PrintAgain"]);
/** Lines are crossed off one by one, and only where they are made. */
const OF_LINES = ["StrikeLines"];
const OF_COOKS = new Set([...ANSWERS, ...OF_PARTS, ...OF_WHOLE_ORDERS, ...OF_LINES]);

/** What may be done with the order from here now, and nothing else; what cooks do is at the parts. */
export function Actions({ told, ask, again }) {
  const offered = told.offered.filter(({ command }) => !OF_COOKS.has(command) && !OF_SHEETS.has(command));
  return html`<section class="actions" aria-label=${t("What can be done now")}>
    ${offered.length > 0
      ? html`<ul>
          ${offered.map(
            (offer) => html`<li key=${offer.command} data-action=${offer.action}>
              <${ActionButton} offer=${offer} told=${told} ask=${ask} again=${again} />
              <small>${offer.reason}</small>
            </li>`,
          )}
        </ul>`
      : html`<p class="nothing">${t("Nothing can be done with the order from here now.")}</p>`}
  </section>`;
}
