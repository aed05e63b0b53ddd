/** The one button in the head of each screen for what concerns the whole kitchen, and its window. */
import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { Dialog } from "./dialog.js";
import { mayPause, soldOut } from "./kitchen-state.js";
import { PauseChoice } from "./pause.js";
import { SoldOutChoice, SoldOutList } from "./sold-out.js";

/** Says how much is sold out; pressed, it opens the window. */
export function KitchenButton({ connection }) {
  const [isOpen, open] = useState(false);
  const count = soldOut(connection).length;
  const words = mayPause(connection) ? t("Sold out / Pause") : t("Sold out");
  return html`<button type="button" class="kitchen-button" onClick=${() => open(true)}>
      ${words} ${count > 0 && html`<b class="count">${count}</b>`}
    </button>
    ${isOpen && html`<${KitchenDialog} connection=${connection} onClose=${() => open(false)} />`}`;
}

function KitchenDialog({ connection, onClose }) {
  const isPausing = mayPause(connection);
  return html`<${Dialog} title=${isPausing ? t("Sold out, and orders from outside") : t("Sold out")} onClose=${onClose}>
    ${isPausing &&
    html`<h3>${t("Pause orders from outside")}</h3>
      <${PauseChoice} connection=${connection} />`}
    <h3>${t("Sold out at every till")}</h3>
    <${SoldOutList} connection=${connection} />
    <h3>${t("Mark as sold out")}</h3>
    <${SoldOutChoice} connection=${connection} />
  <//>`;
}
