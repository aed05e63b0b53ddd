import { t } from "/languages/language.js";
import { html } from "../../html.js";
import { serverNow } from "../../server-clock.js";
import { MISSED, TextState } from "../../tickets/text-state.js";
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
    text: texts.findLast((text) => mayGoAgain(text, texts)) ?? texts.findLast(({ kind }) => kind === "ready"),
  };
}

/** As `left_to_send` in kds/orders/text.py: missed, not of an erased customer, not sent again already. */
function mayGoAgain({ text_id, state, to, words }, texts) {
  return MISSED.includes(state) && to && words && !texts.some(({ again_of }) => again_of === text_id);
}

/** Whether the customer was called and has it, and what became of each text and reminder. */
export function Counter({ told }) {
  const { pickup = {}, texts = [] } = told.record;
  const { reminders } = told;
  if (!pickup.called_at && !pickup.collected_at && texts.length === 0 && reminders.length === 0) return null;
  return html`<section class="counter">
    <h2>${t("Counter")}</h2>
    ${pickup.called_at &&
    html`<p data-pickup="called">
      ${t("Marked as ready {time} by {who}", { time: time(pickup.called_at), who: by(pickup.called_by) })}
    </p>`}
    ${pickup.collected_at && html`<p data-pickup="collected">${collected(pickup)}</p>`}
    ${texts.map((text) => html`<${Text} key=${text.text_id} text=${text} />`)}
    ${reminders.map((one) => html`<${Reminder} key=${one.reminder_id} reminder=${one} />`)}
  </section>`;
}

function collected({ collected_at, collected_by, collected_name }) {
  const told = { time: time(collected_at), who: by(collected_by), name: collected_name };
  return collected_name
    ? t("Collected {time} by {name}, handed over by {who}", told)
    : t("Collected {time}, handed over by {who}", told);
}

function Text({ text }) {
  const { to, words, asked_at, asked_by } = text;
  return html`<div class="request" data-text-id=${text.text_id}>
    <b>${to || t("The customer was erased.")}</b>
    <${TextState} ticket=${{ text }} now=${serverNow()} />
    <${Asked} at=${asked_at} by=${by(asked_by)} words=${words} />
  </div>`;
}

function Reminder({ reminder }) {
  const { about, words, state, reason, send_at, asked_at, asked_by } = reminder;
  // One that waits says so by its day.
  const told = state !== "queued" && html`<${TextState} ticket=${{ text: { state, send_at, reason } }} now=${serverNow()} />`;
  return html`<div class="request" data-reminder-id=${reminder.reminder_id}>
    <b>${t("Reminder for {day}: {about}", { day: fullDay(send_at), about: about ?? "" })}</b>
    ${told}
    <${Asked} at=${asked_at} by=${asked_by} words=${words} />
  </div>`;
}

function Asked({ at, by, words }) {
  return html`<small>${t("asked {time} by {who}", { time: time(at), who: by })}</small>
    ${words && html`<small>“${words}”</small>`}`;
}
