import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { tellProblem } from "../problems.js";
import { ReasonDialog } from "../screen/reason-dialog.js";
import { fullDay } from "../times.js";
import { toast } from "../toasts.js";
import { post } from "./api.js";
import { OrderLink, StatusWord } from "./found.js";

const REASONS = [t("The customer asked for it"), t("Entered by mistake")];

/** Looks a customer up by phone. The number goes in bodies only: addresses are logged. */
export function Customers() {
  const [phone, setPhone] = useState("");
  const [customer, setCustomer] = useState(null);
  const [problem, setProblem] = useState("");
  const look = async (wanted) => {
    setProblem("");
    try {
      setCustomer(await post("/api/v1/customers/lookup", { phone: wanted }));
    } catch (error) {
      setCustomer(null);
      setProblem(error.message);
    }
  };
  const submit = (event) => {
    event.preventDefault();
    look(phone);
  };
  return html`<section>
    <h1>${t("Customers")}</h1>
    <form class="find" onSubmit=${submit}>
      <label>
        ${t("Phone number")}
        <input name="phone" type="tel" maxlength="40" autocomplete="off" value=${phone} onInput=${(event) => setPhone(event.target.value)} />
      </label>
      <button type="submit" class="main-button">${t("Look up")}</button>
    </form>
    ${problem && html`<p class="told warn" role="alert">${problem}</p>`}
    ${customer && html`<${Customer} customer=${customer} again=${() => look(customer.phone)} />`}
  </section>`;
}

function Customer({ customer, again }) {
  const [erasing, setErasing] = useState(false);
  const { phone, shown, opted_out: isOptedOut, orders, reminders } = customer;
  const isKnown = orders.length > 0 || reminders.length > 0 || isOptedOut;
  const names = [...new Set(orders.map((order) => order.customer?.name).filter(Boolean))];
  const wantTexts = async () => {
    await say(post("/api/v1/customers/opt-out", { phone, opted_out: !isOptedOut }));
    await again();
  };
  return html`<div data-customer=${phone}>
    <h2>${shown}${names.length > 0 && ` · ${names.join(", ")}`}</h2>
    <p role="status">${isOptedOut ? t("Gets no texts.") : t("Gets texts.")} ${!isKnown && t("Nothing is known of this number.")}</p>
    <div class="buttons">
      <button type="button" onClick=${wantTexts}>${isOptedOut ? t("Texts again") : t("No more texts")}</button>
      ${isKnown && html`<button type="button" onClick=${() => say(download(phone))}>${t("Export")}</button>`}
      ${isKnown && html`<button type="button" class="danger" onClick=${() => setErasing(true)}>${t("Erase …")}</button>`}
    </div>
    <${Orders} orders=${orders} />
    <${Waiting} reminders=${reminders} />
    ${erasing && html`<${Erase} customer=${customer} onClose=${() => setErasing(false)} again=${again} />`}
  </div>`;
}

function Orders({ orders }) {
  if (orders.length === 0) return null;
  return html`<h3>${t("Orders: {count}", { count: orders.length })}</h3>
    <ul class="list">
      ${orders.map(
        (order) => html`<li key=${order.order_id}>
          <${OrderLink} order=${order} />
          <div class="facts"><span><${StatusWord} status=${order.status} /></span> <small>${fullDay(order.accepted_at)}</small></div>
        </li>`,
      )}
    </ul>`;
}

function Waiting({ reminders }) {
  if (reminders.length === 0) return null;
  return html`<h3>${t("Service reminders")}</h3>
    <ul class="list">
      ${reminders.map(
        (one) => html`<li key=${one.reminder_id}>
          <b>${fullDay(one.send_at)}</b>
          <div class="facts"><span>${one.words}</span> <small>${one.about}</small></div>
        </li>`,
      )}
    </ul>`;
}

/** Names what goes before it asks: nothing of it can be brought back. */
function Erase({ customer, onClose, again }) {
  const { phone, shown, orders, reminders } = customer;
  const erase = async (reason) => {
    try {
      const { orders: count } = await post("/api/v1/customers/erase", { phone, reason });
      toast(erased(count), "done");
    } catch (error) {
      tellProblem(error.message, error.path);
      return false;
    }
    await again();
    return true;
  };
  return html`<${ReasonDialog} title=${t("Erase {phone}", { phone: shown })} presets=${REASONS} verb=${t("Erase for good")} isNo=${true} onReason=${erase} onClose=${onClose}>
    <p>${t("What goes, here and at every till:")}</p>
    <ul>
      <li>${inOrders(orders.length)}</li>
      ${reminders.length > 0 && html`<li>${ofReminders(reminders.length)}</li>`}
      <li>${t("the words of texts, and that no texts are wanted")}</li>
    </ul>
    <p>${t("Backups that were made before still hold it.")}</p>
  <//>`;
}

function erased(count) {
  return count === 1
    ? t("Erased: 1 order does not name the customer any more.")
    : t("Erased: {count} orders do not name the customer any more.", { count });
}

function inOrders(count) {
  return count === 1
    ? t("name and number in 1 order; the order itself stays")
    : t("name and number in {count} orders; the orders themselves stay", { count });
}

function ofReminders(count) {
  return count === 1
    ? t("1 service reminder: it is not sent any more")
    : t("{count} service reminders: none is sent any more", { count });
}

async function say(done) {
  try {
    await done;
  } catch (error) {
    tellProblem(error.message);
  }
}

/** The browser gets a file of what the server answers. */
async function download(phone) {
  const known = await post("/api/v1/customers/export", { phone });
  const file = new Blob([JSON.stringify(known, null, 2)], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = "customer.json";
  link.click();
  URL.revokeObjectURL(link.href);
}
