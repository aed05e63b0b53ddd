import { t } from "/languages/language.js";
import { html } from "../html.js";
import { FieldProblem } from "../screen/dialog.js";

const DAY_MS = 24 * 60 * 60 * 1000;
const local = new Intl.DateTimeFormat("sv-SE", { timeZone: document.body.dataset.timeZone || "UTC" });

/** @returns {string} the day of a moment here: YYYY-MM-DD */
function dayOf(send_at) {
  return local.format(new Date(send_at));
}

/** @returns {string} the moment on another day, at about the same time: the server sees to the hour */
function moved(send_at, day) {
  const days = Math.round((Date.parse(day) - Date.parse(dayOf(send_at))) / DAY_MS);
  return new Date(Date.parse(send_at) + days * DAY_MS).toISOString();
}

/** The reminders that are offered for what comes back for service, each to be taken or left. */
export function planned({ reminders = [], phone }) {
  return reminders.map((one) => ({ to: phone ?? "", ...one, isWanted: Boolean(phone) }));
}

/** @returns {object[]} those that are wanted, as the command takes them */
export function wished(reminders) {
  return reminders
    .filter((one) => one.isWanted)
    .map(({ to, words, send_at, about, template }) => ({ to, words, send_at, about, template }));
}

/** Later texts that say when it is time to come back; nothing where nothing comes back. */
export function Reminders({ reminders, set, hasGateway }) {
  if (reminders.length === 0) return null;
  const change = (index, more) => set(reminders.map((one, at) => (at === index ? { ...one, ...more } : one)));
  const [{ to }] = reminders;
  return html`<fieldset class="reminders">
    <legend>${t("Service reminders")}</legend>
    ${hasGateway === false && html`<p class="told warn" data-told>⚠ ${t("There is no gateway: reminders are not sent until there is one.")}</p>`}
    <label>
      ${t("Phone number")}
      <input name="reminders_to" data-field="reminders.to" type="tel" value=${to} onInput=${(event) => set(reminders.map((one) => ({ ...one, to: event.target.value })))} />
      <${FieldProblem} of="reminders.to" />
    </label>
    ${reminders.map(
      (one, index) => html`<${Reminder} key=${index} reminder=${one} field=${fieldOf(reminders, index)} onChange=${(more) => change(index, more)} />`,
    )}
  </fieldset>`;
}

/** @returns {string} what the server calls the words of a reminder: it hears only of those that are wanted */
function fieldOf(reminders, index) {
  return `reminders[${reminders.slice(0, index).filter((one) => one.isWanted).length}].words`;
}

function Reminder({ reminder, field, onChange }) {
  const { isWanted, about, send_at, words } = reminder;
  return html`<div class="reminder ${isWanted ? "" : "off"}" data-reminder>
    <label class="check">
      <input type="checkbox" checked=${isWanted} onChange=${(event) => onChange({ isWanted: event.target.checked })} />
      <span>${about}</span>
    </label>
    <input
      type="date"
      aria-label=${t("Day of the reminder")}
      value=${dayOf(send_at)}
      disabled=${!isWanted}
      onChange=${(event) => event.target.value && onChange({ send_at: moved(send_at, event.target.value) })}
    />
    ${isWanted &&
    html`<textarea
      data-field=${field}
      rows="2"
      maxlength="1000"
      aria-label=${t("Words of the reminder")}
      value=${words}
      onInput=${(event) => onChange({ words: event.target.value })}
    ></textarea>
      <${FieldProblem} of=${field} />`}
  </div>`;
}
