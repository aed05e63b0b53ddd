import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { Dialog } from "../screen/dialog.js";
import { Press } from "../screen/press.js";
import { toast } from "../toasts.js";
import { goAndPay } from "./desk.js";
import { WithDetails } from "./details.js";
import { firstMessage, isWhole, Message } from "./message.js";
import { isOpen, OpenParts } from "./open-parts.js";

const HOW = {
  "ready for customer": { words: t("Ready for customer"), means: t("It waits under Ready for pickup until the customer comes.") },
  done: { words: t("Done"), means: t("The customer is here: you go on to the till. Once it is paid, press Finish and pay under Ready for pickup.") },
};

/** Says that a whole order is ready: for a customer who comes, or who is here and pays. */
export function CallDialog({ ticket, desk, onClose }) {
  const title = t("Mark {number} as ready", { number: ticket.number });
  return html`<${Dialog} title=${title} onClose=${onClose}>
    <${WithDetails} order_id=${ticket.order_id} version=${ticket.version} board=${desk.board}>
      ${(details) => html`<${Form} ticket=${ticket} details=${details} desk=${desk} onClose=${onClose} />`}
    <//>
  <//>`;
}

function Form({ ticket, details, desk, onClose }) {
  const [how, setHow] = useState("ready for customer");
  const [wanted, want] = useState(null);
  // Who is here needs no text, unless a person says so.
  const isTexted = wanted ?? (how !== "done" && Boolean(details.phone) && !details.is_opted_out);
  const [message, setMessage] = useState(() => firstMessage(details));
  const [acknowledged, acknowledge] = useState("");
  // What was acknowledged counts only for what was named then.
  const open = isOpen(details) ? JSON.stringify([details.waiting, details.open_parts]) : "";
  const isFine = open === "" || acknowledged === open;
  const can = isFine && (!isTexted || isWhole(message));
  const give = async () => {
    if (!can) return;
    const { to, words, template } = message;
    const fields = { version: details.version, how, ...(isTexted && { text: { to, words, template } }) };
    if (!(await desk.command("CallCustomer", ticket.order_id, fields))) return;
    onClose();
    if (how === "done" && ticket.to_pay !== 0) goAndPay(ticket);
    else toast(t("{number} is ready for pickup.", { number: ticket.number }), "done");
  };
  return html`<${OpenParts} details=${details} desk=${desk}>
      <${Acknowledge} isFine=${isFine} onFine=${(is) => acknowledge(is ? open : "")} />
    <//>
    <${How} how=${how} set=${setHow} />
    <label class="check">
      <input type="checkbox" name="texted" checked=${isTexted} onChange=${(event) => want(event.target.checked)} />
      ${t("Send text to the customer")}
    </label>
    ${!isTexted && how !== "done" && wanted === null && html`<${Untexted} details=${details} />`}
    ${isTexted && html`<${Message} message=${message} set=${setMessage} details=${details} />`}
    <footer class="confirm">
      <${Press} class="main-button" asleep=${!can} onPress=${give}>${t("Mark as ready")}<//>
    </footer>`;
}

/** Why no text is proposed: who marks it as ready must know that nobody tells the customer. */
function Untexted({ details }) {
  const why = details.phone_problem ?? t("This customer wants no texts.");
  return html`<p class="told warn" data-untexted>⚠ ${why}</p>`;
}

/** What is not done was named before anything else: it is a person's word that it does not matter. */
function Acknowledge({ isFine, onFine }) {
  return html`<label class="check">
    <input type="checkbox" name="acknowledged" checked=${isFine} onChange=${(event) => onFine(event.target.checked)} />
    ${t("I know, and mark it as ready all the same")}
  </label>`;
}

function How({ how, set }) {
  return html`<fieldset class="how">
    <legend>${t("What happens now")}</legend>
    ${Object.entries(HOW).map(
      ([name, { words, means }]) => html`<label key=${name} class="check">
        <input type="radio" name="how" value=${name} checked=${name === how} onChange=${() => set(name)} />
        <span><b>${words}</b> <small>${means}</small></span>
      </label>`,
    )}
  </fieldset>`;
}
