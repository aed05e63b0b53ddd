import { t } from "/languages/language.js";
import { html } from "../../html.js";
import { areLastDays, lastDays } from "./chosen.js";

const STATIONS = Object.entries(JSON.parse(document.body.dataset.stations));
const PERIODS = [
  [1, t("Today")],
  [7, t("7 days")],
  [30, t("30 days")],
];

/** Which days, and which station. */
export function Choice({ chosen, onChoose }) {
  const day = (name) => (event) => {
    const { value } = event.target;
    if (!value) return;
    const days = { ...chosen, [name]: value };
    // Whoever chooses a first day after the last one means that day.
    onChoose(days.first_day <= days.last_day ? days : { first_day: value, last_day: value });
  };
  return html`<form class="choice" onSubmit=${(event) => event.preventDefault()}>
    <div class="periods" role="group" aria-label=${t("Which days")}>
      ${PERIODS.map(
        ([count, words]) => html`<button
          key=${count}
          type="button"
          aria-pressed=${areLastDays(chosen, count)}
          onClick=${() => onChoose(lastDays(count))}
        >
          ${words}
        </button>`,
      )}
    </div>
    <label>${t("From day")}<input type="date" value=${chosen.first_day} onChange=${day("first_day")} /></label>
    <label>${t("Until day")}<input type="date" value=${chosen.last_day} onChange=${day("last_day")} /></label>
    <label>
      ${t("At which station")}
      <select value=${chosen.station} onChange=${(event) => onChoose({ station: event.target.value })}>
        <option value="">${t("All stations")}</option>
        ${STATIONS.map(([key, name]) => html`<option key=${key} value=${key}>${name}</option>`)}
      </select>
    </label>
    <button type="button" onClick=${() => print()}>${t("Print")}</button>
  </form>`;
}
