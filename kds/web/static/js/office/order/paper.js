import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../../html.js";
import { OneSheet } from "../../paper/again.js";
import { SheetDialog } from "../../paper/sheet.js";
import { KINDS, looks, standing } from "../../paper/words.js";
import { serverNow } from "../../server-clock.js";
import { clockTime } from "../../times.js";
import { office } from "../page.js";

/** Every sheet of an order with what became of it, and the receipt as it would look on paper. */
export function Paper({ told, again }) {
  const { prints, record, money } = told;
  const [shown, show] = useState(null);
  const { order } = record;
  const hasReceipt = money.taken > 0;
  if (prints.length === 0 && !hasReceipt) return null;
  const receipt = t("Receipt of {number}", { number: order.number });
  return html`<section class="paper-of">
    <h2>${t("Paper")}</h2>
    ${prints.map(
      (sheet) => html`<div key=${sheet.print_id} class="request" data-print-id=${sheet.print_id} data-state=${sheet.state}>
        <b>${KINDS[sheet.kind]}</b>
        <span class="word ${looks(sheet.state)}">${standing(sheet)}</span>
        <span class="buttons"><button type="button" onClick=${() => show(sheet)}>${sheet.may_print_again ? t("Show, print again …") : t("Show …")}</button></span>
        <small>${facts(sheet).filter(Boolean).join(" · ")}</small>
      </div>`,
    )}
    ${hasReceipt && html`<p><button type="button" onClick=${() => show("receipt")}>${t("Show the receipt")}</button></p>`}
    ${shown === "receipt" && html`<${SheetDialog} title=${receipt} src="/api/v1/orders/${encodeURIComponent(order.order_id)}/receipt" onClose=${() => show(null)} />`}
    ${shown && shown !== "receipt" && html`<${OneSheet} sheet=${shown} again=${again} onClose=${() => show(null)} />`}
  </section>`;
}

function facts({ station, printer_name, is_copy, asked_at, asked_by, ended_at }) {
  const time = (at) => clockTime(at, serverNow());
  return [
    station && office.nameOf(station),
    printer_name,
    is_copy && t("copy"),
    t("asked {time} by {who}", { time: time(asked_at), who: asked_by }),
    ended_at && t("ended {time}", { time: time(ended_at) }),
  ];
}
