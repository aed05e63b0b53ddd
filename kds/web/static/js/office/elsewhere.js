import { useRef, useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { Press } from "../screen/press.js";
import { change, office } from "./page.js";

/** It stands before customers: it shows nothing else, and no other screen shows it. */
const READY_BOARD = "ready-board";
const PASS = "pass";
const APPROVALS = "approvals";

/** Lets a display show a station besides its own, for when that station's screen is dead. */
export function ShowElsewhere({ polled }) {
  const displays = (polled.value?.displays ?? []).filter((one) => one.board !== READY_BOARD);
  const stations = Object.keys(office.names).filter((name) => name !== READY_BOARD);
  // Both, once a person has chosen one: another screen that dies changes nothing under the hand.
  const [chosen, choose] = useState(null);
  const last = useRef(stations[0]);
  const station = chosen?.station ?? deadStation(stations, displays, office.connection.alarms) ?? last.current;
  last.current = station;
  if (displays.length === 0) return null;
  const able = displays.filter((one) => !shows(one, station)).sort((a, b) => rank(a) - rank(b));
  const display = able.find((one) => one.id === chosen?.display) ?? able[0];
  const show = async () => {
    const wish = [...new Set([...display.also, station])];
    const names = { display: display.name, station: office.nameOf(station) };
    const done = t("{display} now shows {station} too.", names);
    const isDone = await change(`/api/v1/displays/${display.id}/show`, { stations: wish }, done);
    await polled.again();
    if (isDone) choose(null);
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
        <select name="station" value=${station} onChange=${(event) => choose({ station: event.target.value })}>
          ${stations.map((key) => html`<option key=${key} value=${key}>${office.nameOf(key)}</option>`)}
        </select>
      </label>
      ${display
        ? html`<label>
              ${t("on display")}
              <select
                name="display"
                value=${display.id}
                onChange=${(event) => choose({ station, display: event.target.value })}
              >
                ${able.map((one) => html`<option key=${one.id} value=${one.id}>${inWords(one)}</option>`)}
              </select>
            </label>
            <${Press} onPress=${show}>${showWords(station, display)}<//>`
        : html`<p class="nothing">${t("Every display shows it already.")}</p>`}
    </form>
    ${display &&
    showsTwice([display.board, ...display.also, station]) &&
    html`<p class="nothing">${twiceWords(display)}</p>`}
  </section>`;
}

function shows(display, station) {
  return display.board === station || display.also.includes(station);
}

/** Where orders wait for a screen, else where none would be seen, else whose screens are all dead. */
function deadStation(stations, displays, alarms) {
  const alarmed = (kind) => stations.find((name) => alarms.some((one) => one.id === `${kind}:${name}`));
  const isDead = (name) => {
    const its = displays.filter((one) => shows(one, name));
    return its.length > 0 && !its.some(proves);
  };
  return alarmed("station_dark") ?? alarmed("station_without_screen") ?? stations.find(isDead) ?? null;
}

/** One that shows counts alone is there, and yet proves no delivery. */
function proves({ live, state }) {
  return live && !state?.counts_only;
}

/** What proves deliveries comes first, and of that what shows stations: at the pass all stands twice. */
function rank(display) {
  const far = proves(display) ? 0 : display.live ? 10 : 20;
  if (shows(display, PASS)) return far + 1;
  return far + (isOfStation([display.board, ...display.also]) ? 0 : 2);
}

function isOfStation(boards) {
  return boards.some((one) => one !== PASS && one !== APPROVALS);
}

function showsTwice(boards) {
  return boards.includes(PASS) && isOfStation(boards);
}

function twiceWords({ name }) {
  const place = { display: name };
  return t("{display} then shows one order twice: as a ticket of the pass, and as one of its station.", place);
}

function inWords({ name, board, live }) {
  return `${name} (${office.nameOf(board)}${live ? "" : `, ${t("not live")}`})`;
}

function showWords(station, { name }) {
  return t("Show {station} on {display}", { station: office.nameOf(station), display: name });
}
