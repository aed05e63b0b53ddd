import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { serverNow } from "../server-clock.js";
import { TextState } from "../tickets/text-state.js";
import { fullDay } from "../times.js";
import { OrderLink } from "./found.js";
import { More, usePages } from "./pages.js";
import { Again, CancelDialog, EditDialog } from "./reminder-dialogs.js";
import { Section } from "./section.js";

const PATH = "/api/v1/reminders";

/** Every service reminder: what is due next, what was missed, what is over. */
export function Reminders() {
  const waiting = usePages(`${PATH}?which=waiting`, "reminders");
  const missed = usePages(`${PATH}?which=missed`, "reminders");
  const over = usePages(`${PATH}?which=over`, "reminders");
  const [dialog, open] = useState(null);
  const again = async () => {
    // In this sequence one never stands in both lists.
    await waiting.again();
    await over.again();
    await missed.again();
  };
  const close = () => open(null);
  const rows = (polled) => polled.items.map((one) => html`<${Row} key=${one.reminder_id} reminder=${one} onOpen=${open} after=${again} />`);
  return html`${waiting.value?.has_gateway === false &&
    html`<p class="banner" role="alert" data-no-gateway>
      <b>⚠ ${t("Texts are NOT SENT.")}</b> ${t("There is no gateway in the settings: a reminder that is due is missed.")}
    </p>`}
    <${Section} title=${t("Due next")} polled=${waiting} rows=${rows(waiting)} nothing=${t("No reminder waits. They are planned in “Finish and pay”.")} />
    <${More} polled=${waiting} />
    <${Section} title=${t("NOT SENT, or in doubt")} polled=${missed} rows=${rows(missed)} nothing=${t("No reminder was missed.")} />
    <${More} polled=${missed} />
    <${Section} title=${t("Sent and cancelled")} polled=${over} rows=${rows(over)} nothing=${t("No reminder is over yet.")} />
    <${More} polled=${over} />
    ${dialog?.deed === "edit" && html`<${EditDialog} reminder=${dialog.reminder} again=${again} onClose=${close} />`}
    ${dialog?.deed === "cancel" && html`<${CancelDialog} reminder=${dialog.reminder} again=${again} onClose=${close} />`}`;
}

function Row({ reminder, onOpen, after }) {
  const { state, customer, phone, about, words, is_due, reason } = reminder;
  const waits = state === "queued";
  const kind = ["failed", "unknown", "not sent"].includes(state) ? "bad" : state === "sent" ? "good" : "";
  // A reminder waits for months: what it is now is said only where that is news.
  const text = { state, reason, send_at: reminder.send_at };
  return html`<li class=${kind} data-reminder=${reminder.reminder_id} data-state=${state}>
    <${OrderLink} order=${reminder} />
    <div class="facts">
      <b>
        <time datetime=${reminder.send_at}>${fullDay(reminder.send_at)}</time>
        ${is_due && html` <span class="word warn">${t("due now")}</span>`}
      </b>
      ${!waits && html`<span><${TextState} ticket=${{ text }} now=${serverNow()} /></span>`}
      <span>${[about, customer, phone].filter(Boolean).join(" · ")}</span>
      <p class="words">${words || t("The customer was erased.")}</p>
    </div>
    ${reminder.may_send_again && html`<div class="buttons"><${Again} reminder=${reminder} after=${after} /></div>`}
    ${waits &&
    html`<div class="buttons">
      <button type="button" onClick=${() => onOpen({ deed: "edit", reminder })}>${t("Edit …")}</button>
      <button type="button" onClick=${() => onOpen({ deed: "cancel", reminder })}>${t("Cancel the reminder …")}</button>
    </div>`}
  </li>`;
}
