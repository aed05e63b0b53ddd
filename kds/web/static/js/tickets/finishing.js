import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { money } from "../money.js";
import { Dialog } from "../screen/dialog.js";
import { Press } from "../screen/press.js";
import { toast } from "../toasts.js";
import { goAndPay } from "./desk.js";
import { WithDetails } from "./details.js";
import { OpenParts } from "./open-parts.js";
import { planned, Reminders, wished } from "./reminders.js";
import { payAddress } from "./till.js";

const { currency } = document.body.dataset;

/** The customer collects and pays: what is missing, who takes it, and what to remind them of later. */
export function FinishDialog({ ticket, desk, isGone, onClose }) {
  const title = t("Finish and pay {number}", { number: ticket.number });
  return html`<${Dialog} title=${title} onClose=${onClose}>
    ${isGone && html`<p class="told warn" role="alert">${t("It is closed already.")}</p>`}
    <${Missing} ticket=${ticket} />
    <${WithDetails} order_id=${ticket.order_id} version=${ticket.version} board=${desk.board}>
      ${(details) => html`<${Form} ticket=${ticket} details=${details} desk=${desk} onClose=${onClose} />`}
    <//>
  <//>`;
}

/** Follows the order live: what is done at the till meanwhile is ticked here. */
function Missing({ ticket }) {
  const { to_pay = 0, has_receipt, order_id } = ticket;
  const till = payAddress(order_id);
  return html`<ul class="missing" aria-live="polite">
    <li class=${to_pay > 0 ? "open" : "done"} data-missing="payment">
      ${to_pay > 0 ? `○ ${t("{amount} to pay", { amount: money(to_pay, currency) })}` : `✓ ${t("nothing to pay")}`}
      ${to_pay > 0 && till && html` <a class="button" href=${till} target="_blank">${t("Pay at the till")}</a>`}
    </li>
    <li class=${has_receipt ? "done" : "open"} data-missing="receipt">
      ${has_receipt ? `✓ ${t("the customer has the receipt")}` : `○ ${t("the receipt is missing")}`}
      ${!has_receipt && to_pay <= 0 && till && html` <a class="button" href=${till} target="_blank">${t("Receipt at the till")}</a>`}
    </li>
  </ul>`;
}

function Form({ ticket, details, desk, onClose }) {
  const [name, setName] = useState(ticket.customer ?? "");
  const [reminders, setReminders] = useState(() => planned(details));
  const give = async () => {
    const fields = { version: details.version, reminders: wished(reminders), ...(name.trim() && { collected_name: name.trim() }) };
    if (!(await desk.command("CollectOrder", ticket.order_id, fields))) return;
    onClose();
    if (ticket.to_pay > 0) goAndPay(ticket);
    else toast(t("{number} is collected.", { number: ticket.number }), "done");
  };
  return html`<${OpenParts} details=${details} desk=${desk}>
      ${details.open_parts.length > 0 && html`<p>${t("Handing it over marks it ready: it leaves the screens of the kitchen.")}</p>`}
      ${details.waiting.length > 0 && html`<p>${t("What is to be sent goes on waiting: the ticket stays open.")}</p>`}
    <//>
    <label>
      ${t("Collected by")}
      <input name="collected_name" maxlength="80" autocomplete="off" value=${name} onInput=${(event) => setName(event.target.value)} />
    </label>
    <${Reminders} reminders=${reminders} set=${setReminders} hasGateway=${details.has_gateway} />
    ${ticket.to_pay > 0 && html`<p class="told">${t("It is not paid: you go on to the till.")}</p>`}
    <footer class="confirm">
      <${Press} class="main-button" onPress=${give}>${t("Finish and pay")}<//>
    </footer>`;
}
