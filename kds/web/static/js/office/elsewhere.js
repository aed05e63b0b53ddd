import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { Press } from "../screen/press.js";
import { change, office } from "./page.js";

/** It stands before customers: it shows nothing else, and no other screen shows it. */
const READY_BOARD = "ready-board";

/** Lets a display show a station besides its own, for when that station's screen is dead. */
export function ShowElsewhere({ polled, station: wanted }) {
  const displays = (polled.value?.displays ?? []).filter((one) => one.board !== READY_BOARD);
  const stations = Object.keys(office.names).filter((name) => name !== READY_BOARD);
  const [station, setStation] = useState(wanted ?? stations[0]);
  const [chosen, setDisplay] = useState("");
  if (displays.length === 0) return null;
  const able = displays.filter((one) => !shows(one, station)).sort(liveFirst);
  const display = able.find((one) => one.id === chosen) ?? able[0];
  const show = async () => {
    const wish = [...new Set([...display.also, station])];
    const names = { display: display.name, station: office.nameOf(station) };
    const done = t("{display} now shows {station} too.", names);
    await change(`/api/v1/displays/${display.id}/show`, { stations: wish }, done);
    await polled.again();
  };
  return html`<section>
    <h2>${t("A screen is dead?")}</h2>
    ${!displays.some((one) => one.live) &&
    html`<p class="nothing">
      ${t("No display is live. Switch one on, or pair another under Screens.")}
    </p>`}
    <form onSubmit=${(event) => event.preventDefault()}>
      <label>
        ${t("Show station")}
        <select name="station" value=${station} onChange=${(event) => setStation(event.target.value)}>
          ${stations.map((key) => html`<option key=${key} value=${key}>${office.nameOf(key)}</option>`)}
        </select>
      </label>
      ${display
        ? html`<label>
              ${t("on display")}
              <select
                name="display"
                value=${display.id}
                onChange=${(event) => setDisplay(event.target.value)}
              >
                ${able.map((one) => html`<option key=${one.id} value=${one.id}>${inWords(one)}</option>`)}
              </select>
            </label>
            <${Press} onPress=${show}>${showWords(station, display)}<//>`
        : html`<p class="nothing">${t("Every display shows it already.")}</p>`}
    </form>
  </section>`;
}

function shows(display, station) {
  return display.board === station || display.also.includes(station);
}

function liveFirst(a, b) {
  return Number(b.live) - Number(a.live);
}

function inWords({ name, board, live }) {
  return `${name} (${office.nameOf(board)}${live ? "" : `, ${t("not live")}`})`;
}

function showWords(station, { name }) {
  return t("Show {station} on {display}", { station: office.nameOf(station), display: name });
}
