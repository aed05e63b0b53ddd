import { t } from "/languages/language.js";
import { html } from "../../html.js";
import { money } from "../../money.js";
import { serverNow } from "../../server-clock.js";
import { clockTime } from "../../times.js";
import { METHODS } from "../refunds.js";

const STATES = { requested: t("requested"), done: t("done"), declined: t("declined") };

/** What the back office has asked of the till: requested until it has answered. */
export function Requests({ told }) {
  const { requests, currency, record } = told;
  if (requests.length === 0) return null;
  return html`<section class="requests">
    <h2>${t("Asked of till {till}", { till: record.till })}</h2>
    ${requests.map(
      (one) => html`<div key=${one.request_id} class="request" data-request=${one.state}>
        <b>${t("Record a refund")}</b>
        ${one.amount != null && html`<span>${money(one.amount, currency)}</span>`}
        <span>${METHODS[one.method]}</span>
        <span class="word ${one.state === "done" ? "good" : ""}">${STATES[one.state]}</span>
        <small>${facts(one).filter(Boolean).join(" · ")}</small>
      </div>`,
    )}
  </section>`;
}

function facts({ at, by, reason, answered_at: answered, answer }) {
  const time = (when) => clockTime(when, serverNow());
  return [
    t("asked {time} by {who}", { time: time(at), who: by }),
    reason && `“${reason}”`,
    answered ? t("answered {time}", { time: time(answered) }) : t("the till has not answered yet"),
    answer,
  ];
}
