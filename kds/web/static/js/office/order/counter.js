import { t } from "/languages/language.js";
import { html } from "../../html.js";
import { serverNow } from "../../server-clock.js";
import { TextState } from "../../tickets/text-state.js";
import { clockTime, fullDay } from "../../times.js";

/** The commands of the counter that have a dialog of their own, and which. */
export const AT_COUNTER = { CallCustomer: "call", CollectOrder: "finish", SendTextAgain: "again" };

const time = (at) => clockTime(at, serverNow());
const by = (actor) => actor?.name || actor?.id;

/** @returns {object} the order as the dialogs of the counter's pages need it */
export function ticketOf({ record, money, summary }) {
  const { order, version, parts = {}, receipt_waived, texts = [] } = record;
  const owed = Object.values(parts).filter(
    ({ stopped, delivery, cooking }) => !stopped && delivery.state !== "settled" && cooking?.state !== "ready",
  );
  return {
    order_id: order.order_id,
    number: order.number,
    version: version ?? summary.version,
    customer: order.customer?.name,
    cooking: owed.map(({ station }) => station),
    to_pay: money.due,
    has_receipt: Boolean(order.receipt ?? receipt_waived),
    text: texts.findLast(({ kind }) => kind === "ready"),
  };
}

/** Whether the customer was called and has it, and what became of each text and reminder. */
export function Counter({ told }) {
  const { pickup = {}, texts = [], reminders = [] } = told.record;
  if (!pickup.called_at && !pickup.collected_at && texts.length === 0) return null;
  return html`<section class="counter">
    <h2>${t("Counter")}</h2>
    ${pickup.called_at &&
    html`<p data-pickup="called">
      ${t("Marked as ready {time} by {who}", { time: time(pickup.called_at), who: by(pickup.called_by) })}
    </p>`}
    ${pickup.collected_at && html`<p data-pickup="collected">${collected(pickup)}</p>`}
    ${[...texts, ...reminders].map((text) => html`<${Text} key=${text.text_id} text=${text} />`)}
  </section>`;
}

function collected({ collected_at, collected_by, collected_name }) {
  const told = { time: time(collected_at), who: by(collected_by), name: collected_name };
  return collected_name
    ? t("Collected {time} by {name}, handed over by {who}", told)
    : t("Collected {time}, handed over by {who}", told);
}

function Text({ text }) {
  const { kind, to, words, asked_at, asked_by, send_at, about } = text;
  const what = kind === "reminder" ? t("Reminder for {day}: {about}", { day: fullDay(send_at), about: about ?? "" }) : to;
  return html`<div class="request" data-text-id=${text.text_id}>
    <b>${what}</b>
    ${kind !== "reminder" && html`<${TextState} ticket=${{ text }} now=${serverNow()} />`}
    <small>${t("asked {time} by {who}", { time: time(asked_at), who: by(asked_by) })}</small>
    ${words && html`<small>“${words}”</small>`}
  </div>`;
}
