import { t } from "/languages/language.js";
import { html } from "../html.js";
import { office } from "../office/page.js";
import { Press } from "../screen/press.js";
import { toast } from "../toasts.js";
import { ask } from "./asking.js";
import { MISSED } from "./text-state.js";
import { payAddress } from "./till.js";

/** Statuses in which nobody can be called: nobody has said yet that it will be made. */
const UNDECIDED = ["AWAITING_APPROVAL", "PENDING"];

/** What can be done with a ticket in its section, the likeliest first. */
export function Buttons({ ticket, section }) {
  return section === "ready" ? html`<${OfReady} ticket=${ticket} />` : html`<${OfNew} ticket=${ticket} />`;
}

function OfNew({ ticket }) {
  const again = async () => {
    const done = t("The main till is asked for {number}.", { number: ticket.number });
    if (await office.command("RequestResend", ticket.order_id)) toast(done, "done");
  };
  // What is served at a table is not called for.
  const isMain = !ticket.is_not_sent && ticket.service !== "dine-in";
  return html`${ticket.is_not_sent &&
    html`<${Press} class="main-button" onPress=${again} label=${t("Send {number} again", { number: ticket.number })}>
      ${t("Send again")}
    <//>`}
    ${!UNDECIDED.includes(ticket.status) &&
    html`<button type="button" class=${isMain ? "main-button" : ""} onClick=${() => ask("call", ticket)}>
      ${t("Mark as ready")}
    </button>`}`;
}

function OfReady({ ticket }) {
  const missed = MISSED.includes(ticket.text?.state);
  const off = async () => {
    const done = t("{number} is among the new tickets again.", { number: ticket.number });
    if (await office.command("CallOff", ticket.order_id)) toast(done, "done");
  };
  // Who is here and has paid waits for this one press.
  const isPaidHere = ticket.called_how === "done" && ticket.is_paid;
  const pay = ticket.to_pay > 0 && payAddress(ticket.order_id);
  if (ticket.collected_at) return pay && html`<a class="button main-button" href=${pay}>${t("Pay at the till")}</a>`;
  return html`<button type="button" class="main-button" onClick=${() => ask("finish", ticket)}>
      ${isPaidHere ? `✓ ${t("Paid – hand over")}` : t("Finish and pay")}
    </button>
    ${missed && html`<button type="button" onClick=${() => ask("again", ticket)}>${t("Send again")} …</button>`}
    <${Press} onPress=${off}>${t("Not ready after all")}<//>`;
}
