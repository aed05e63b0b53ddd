import { statusName, t } from "/languages/language.js";
import { html } from "../../html.js";
import { dayName, exactTime } from "../../times.js";
import { eventDetails, LATE_MS } from "../event-words.js";
import { office } from "../page.js";

/** All that happened to the order: when, what, who and where, from which status to which, why. */
export function Events({ told }) {
  const { events, is_whole: isWhole, currency } = told;
  return html`<section>
    <h2>${t("Events")}</h2>
    ${!isWhole &&
    html`<p class="lost" role="note">
      ${t("Earlier events of the kitchen are lost, because its server was reset. What the till did, and what is known from facts, is told.")}
    </p>`}
    <table class="events">
      <thead>
        <tr>
          <th scope="col">${t("Time")}</th>
          <th scope="col">${t("What")}</th>
          <th scope="col">${t("Where and who")}</th>
          <th scope="col">${t("Status")}</th>
        </tr>
      </thead>
      <tbody>
        ${events.map((event, i) => html`<${Event} key=${i} event=${event} before=${events[i - 1]} currency=${currency} />`)}
      </tbody>
    </table>
  </section>`;
}

function Event({ event, before, currency }) {
  const day = dayName(event.at);
  const isNewDay = before === undefined || dayName(before.at) !== day;
  const details = eventDetails(event, currency);
  const stations = (event.stations ?? []).map(office.nameOf).join(", ");
  return html`<tr class=${event.gap ? "gap" : ""} data-event=${event.deed ?? event.type ?? "gap"}>
    <td class="time">
      ${isNewDay && html`<small>${day}</small>`}
      <time datetime=${event.at}>${exactTime(event.at)}</time>
    </td>
    <td>
      <b>${event.words}</b>${stations && html` <span class="stations">${stations}</span>`}
      ${details.length > 0 && html`<small>${details.join(" · ")}</small>`}
      ${event.reason && html`<span class="reason">“${event.reason}”</span>`}
      ${isLate(event) && html`<small class="late">${t("the kitchen heard of it at {time}", { time: exactTime(event.known_at) })}</small>`}
    </td>
    <td>${event.where}${event.who && html`<small>${event.who}</small>`}</td>
    <td class="step"><${Step} event=${event} /></td>
  </tr>`;
}

function Step({ event: { before, after } }) {
  if (after === undefined || before === after) return null;
  return html`${before !== undefined && html`<span class="from">${statusName(before)}</span> `}→${" "}
    <b>${statusName(after)}</b>`;
}

function isLate({ at, known_at: known }) {
  return known !== undefined && Date.parse(known) - Date.parse(at) > LATE_MS;
}
