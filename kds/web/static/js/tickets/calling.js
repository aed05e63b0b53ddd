import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { Dialog } from "../screen/dialog.js";
import { Press } from "../screen/press.js";
import { toast } from "../toasts.js";
import { goAndPay } from "./desk.js";
import { WithDetails } from "./details.js";
import { firstMessage, isWhole, Message } from "./message.js";

const HOW = {
  "ready for customer": { words: t("Ready for customer"), means: t("It waits under Ready for pickup until the customer comes.") },
  done: { words: t("Done"), means: t("The customer is here: you go on to the till, where it is paid.") },
};

/** Says that a whole order is ready: for a customer who comes, or who is here and pays. */
export function CallDialog({ ticket, desk, onClose }) {
  const title = t("Mark {number} as ready", { number: ticket.number });
  return html`<${Dialog} title=${title} onClose=${onClose}>
    <${WithDetails} order_id=${ticket.order_id} board=${desk.board}>
      ${(details) => html`<${Form} ticket=${ticket} details=${details} desk=${desk} onClose=${onClose} />`}
    <//>
  <//>`;
}

function Form({ ticket, details, desk, onClose }) {
  const [how, setHow] = useState("ready for customer");
  const [isTexted, setTexted] = useState(Boolean(details.phone) && !details.is_opted_out);
  const [message, setMessage] = useState(() => firstMessage(details));
  const [acknowledged, acknowledge] = useState("");
  // What was acknowledged counts only for what was named then.
  const cooking = (ticket.cooking ?? []).join(" ");
  const isFine = cooking === "" || acknowledged === cooking;
  const can = isFine && (!isTexted || isWhole(message));
  const give = async () => {
    if (!can) return;
    const { to, words, template } = message;
    const fields = { version: ticket.version, how, ...(isTexted && { text: { to, words, template } }) };
    if (!(await desk.command("CallCustomer", ticket.order_id, fields))) return;
    onClose();
    if (how === "done" && ticket.to_pay !== 0) goAndPay(ticket);
    else toast(t("{number} is ready for pickup.", { number: ticket.number }), "done");
  };
  return html`<${Cooking} stations=${ticket.cooking} desk=${desk} isFine=${isFine} onFine=${(is) => acknowledge(is ? cooking : "")} />
    <${How} how=${how} set=${setHow} />
    <label class="check">
      <input type="checkbox" name="texted" checked=${isTexted} onChange=${(event) => setTexted(event.target.checked)} />
      ${t("Send text to the customer")}
    </label>
    ${isTexted && html`<${Message} message=${message} set=${setMessage} details=${details} />`}
    <footer class="confirm">
      <${Press} class="main-button ${can ? "" : "off"}" onPress=${give}>${t("Mark as ready")}<//>
    </footer>`;
}

/** What the kitchen still owes is named before anything else. */
function Cooking({ stations = [], desk, isFine, onFine }) {
  if (stations.length === 0) return null;
  return html`<div class="still-cooking" role="alert">
    <p><b>⚠ ${t("Still cooking: {stations}", { stations: stations.map(desk.nameOf).join(", ") })}</b></p>
    <label class="check">
      <input type="checkbox" name="acknowledged" checked=${isFine} onChange=${(event) => onFine(event.target.checked)} />
      ${t("I know, and mark it as ready all the same")}
    </label>
  </div>`;
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
