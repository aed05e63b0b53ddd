import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { Dialog, FieldProblem } from "../screen/dialog.js";
import { Press } from "../screen/press.js";
import { serverNow } from "../server-clock.js";
import { Size } from "../tickets/message.js";
import { dateOf, fullDay } from "../times.js";
import { change } from "./page.js";

function at(reminder, deed = "") {
  return `/api/v1/reminders/${encodeURIComponent(reminder.reminder_id)}${deed}`;
}

/** Changes what a reminder says, and on which day it goes. */
export function EditDialog({ reminder, again, onClose }) {
  const before = dateOf(reminder.send_at);
  const [words, setWords] = useState(reminder.words);
  const [day, setDay] = useState(before);
  const can = words.trim() !== "" && day !== "";
  const save = async () => {
    if (!can) return;
    // By whole days: the hour is the server's, which sends by day.
    const moved = Date.parse(reminder.send_at) + Date.parse(day) - Date.parse(before);
    const body = day === before ? { words } : { words, send_at: new Date(moved).toISOString() };
    if (!(await change(at(reminder), body, t("The reminder of {number} is saved.", { number: reminder.number })))) return;
    onClose();
    await again();
  };
  return html`<${Dialog} title=${t("Reminder of {number}", { number: reminder.number })} onClose=${onClose}>
    <label>
      ${t("Day of the reminder")}
      <input name="day" data-field="send_at" type="date" min=${dateOf(serverNow())} value=${day} onInput=${(event) => setDay(event.target.value)} />
      <${FieldProblem} of="send_at" />
    </label>
    <label>
      ${t("Words of the reminder")}
      <textarea name="words" data-field="words" rows="4" maxlength="1000" value=${words} onInput=${(event) => setWords(event.target.value)}></textarea>
      <${FieldProblem} of="words" />
    </label>
    <p class="quiet" data-sms><${Size} words=${words} /></p>
    <footer class="confirm"><${Press} class="main-button" asleep=${!can} onPress=${save}>${t("Save")}<//></footer>
  <//>`;
}

/** Cancels a reminder, which cannot be taken back: so it is asked once more. */
export function CancelDialog({ reminder, again, onClose }) {
  const { number, words, send_at } = reminder;
  const cancel = async () => {
    if (!(await change(at(reminder, "/cancel"), {}, t("The reminder of {number} is cancelled.", { number })))) return;
    onClose();
    await again();
  };
  return html`<${Dialog} title=${t("Cancel the reminder of {number}?", { number })} onClose=${onClose}>
    <p>${fullDay(send_at)}</p>
    <p class="words">${words}</p>
    <footer class="confirm">
      <${Press} class="stop-button" onPress=${cancel}>
        <span aria-hidden="true">✗ </span>${t("Cancel the reminder")}
      <//>
    </footer>
  <//>`;
}

/** Has one that was missed sent once more: a person's decision, for the customer may have it. */
export function Again({ reminder, after }) {
  const { number } = reminder;
  const give = async () => {
    await change(at(reminder, "/again"), {}, t("The reminder of {number} is asked for again.", { number }));
    await after();
  };
  return html`<${Press} onPress=${give}>${t("Send again")}<//>`;
}
