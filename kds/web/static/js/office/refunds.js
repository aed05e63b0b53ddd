import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { money } from "../money.js";
import { ReasonDialog } from "../screen/reason-dialog.js";
import { serverNow } from "../server-clock.js";
import { clockTime } from "../times.js";
import { toast } from "../toasts.js";
import { OrderLink, StatusWord } from "./found.js";
import { useOwed } from "./owed.js";
import { office } from "./page.js";
import { Section } from "./section.js";

/** How money comes and goes, in words. */
export const METHODS = { cash: t("Cash"), card: t("Card"), external: t("External system") };
const REASONS = [t("Order cancelled"), t("Order became smaller"), t("Sold out")];
const maySettle = document.body.dataset.maySettle === "true";

/** Every refund that is owed, the oldest first, and what they come to. */
export function Refunds() {
  const polled = useOwed();
  const { refunds = [], currency } = polled.value ?? {};
  const [settling, settle] = useState(null);
  return html`${refunds.length > 0 && html`<${Sum} refunds=${refunds} currency=${currency} />`}
    <${Section}
      title=${t("Refunds owed: {count}", { count: polled.value ? refunds.length : "…" })}
      polled=${polled}
      rows=${refunds.map(
        (one) => html`<${Refund}
          key=${one.order_id}
          refund=${one}
          currency=${currency}
          onSettle=${() => settle(one)}
        />`,
      )}
      nothing=${t("Nothing is owed to any customer.")}
    />
    ${settling &&
    html`<${GivenBack}
      refund=${settling}
      currency=${currency}
      onClose=${() => settle(null)}
      again=${polled.again}
    />`}`;
}

function Sum({ refunds, currency }) {
  const sum = (some) => money(some.reduce((total, { amount }) => total + amount, 0), currency);
  const asked = refunds.filter(({ amount, requested }) => amount > 0 && requested.length > 0);
  return html`<section class="sum">
    <span>${t("Owed to customers")}</span>
    <b data-owed>${sum(refunds)}</b>
    ${asked.length > 0 &&
    html`<small>${t("{amount} of it is given back and waits for a till to record it", { amount: sum(asked) })}</small>`}
  </section>`;
}

function Refund({ refund, currency, onSettle }) {
  const who = [refund.customer, refund.phone, refund.table && t("Table {table}", { table: refund.table })];
  const accepted = { till: refund.till, time: clockTime(refund.accepted_at, serverNow()) };
  const isAsked = refund.requested.length > 0;
  return html`<li class=${isAsked ? "" : "bad"} data-refund=${refund.order_id}>
    <${OrderLink} order=${refund} />
    <b class="amount">${money(refund.amount, currency)}</b>
    <div class="facts">
      <span><${StatusWord} status=${refund.status} /> ${who.filter(Boolean).join(" · ")}</span>
      <small>${t("till {till}, accepted {time}", accepted)}</small>
      ${refund.requested.map(
        (one) => html`<${Requested} key=${one.request_id} request=${one} till=${refund.till} />`,
      )}
    </div>
    ${!isAsked &&
    maySettle &&
    html`<div class="buttons">
      <button type="button" onClick=${onSettle}>${t("Refund is given back …")}</button>
    </div>`}
  </li>`;
}

/** What a till was asked, until it has answered. */
function Requested({ request, till }) {
  const who = { who: request.by.name || request.by.id };
  const how = [METHODS[request.method], request.reason && `“${request.reason}”`, t("by {who}", who)];
  const time = clockTime(request.at, serverNow());
  return html`<span class="asked" role="status">${t("requested {time}, waiting for till {till}", { time, till })}</span>
    <small>${how.filter(Boolean).join(" · ")}</small>`;
}

/** Asks how an amount was given back and why, and then the till to record it. */
export function GivenBack({ refund, currency, onClose, again }) {
  const [method, choose] = useState(null);
  const { number, till } = refund;
  const request = async (reason) => {
    const done = await office.command("RequestRefund", refund.order_id, { method, reason });
    if (done) toast(t("Till {till} is asked to record the refund of {number}.", { till, number }), "done");
    await again();
    return done;
  };
  return html`<${ReasonDialog}
    title=${t("{number}: {amount} is given back", { number, amount: money(refund.amount, currency) })}
    presets=${REASONS}
    verb=${t("Refund is given back")}
    isWhole=${method !== null}
    onClose=${onClose}
    onReason=${request}
  >
    <p>${t("Press this when the customer has the money. Till {till} then records it, once.", { till })}</p>
    <h3>${t("How?")}</h3>
    <div class="presets" role="group" aria-label=${t("How?")}>
      ${Object.entries(METHODS).map(
        ([key, words]) => html`<button
          key=${key}
          type="button"
          aria-pressed=${key === method}
          onClick=${() => choose(key)}
        >
          ${words}
        </button>`,
      )}
    </div>
  <//>`;
}
