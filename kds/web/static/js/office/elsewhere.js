import { useState } from "preact/hooks";
import { html } from "../html.js";
import { Press } from "../screen/press.js";
import { change, office } from "./page.js";

/** Lets a display show a station besides its own, for when that station's screen is dead. */
export function ShowElsewhere({ polled, station: wanted }) {
  const displays = polled.value?.displays ?? [];
  const stations = Object.keys(office.names);
  const [station, setStation] = useState(wanted ?? stations[0]);
  const [chosen, setDisplay] = useState("");
  const display = displays.find((one) => one.id === chosen) ?? best(displays, station);
  if (!display) return null;
  const show = async () => {
    const wish = [...new Set([...display.also, station])];
    const done = `${display.name} now shows ${office.nameOf(station)} too.`;
    await change(`/api/v1/displays/${display.id}/show`, { stations: wish }, done);
    await polled.again();
  };
  return html`<form onSubmit=${(event) => event.preventDefault()}>
    <label>
      Show station
      <select name="station" value=${station} onChange=${(event) => setStation(event.target.value)}>
        ${stations.map((key) => html`<option key=${key} value=${key}>${office.nameOf(key)}</option>`)}
      </select>
    </label>
    <label>
      on display
      <select name="display" value=${display.id} onChange=${(event) => setDisplay(event.target.value)}>
        ${displays.map(
          (one) => html`<option key=${one.id} value=${one.id}>
            ${one.name} (${office.nameOf(one.board)}${one.live ? "" : ", not live"})
          </option>`,
        )}
      </select>
    </label>
    <${Press} onPress=${show}>Show ${office.nameOf(station)} on ${display.name}<//>
  </form>`;
}

/** @returns the display to propose: one that is live and does not show the station yet */
function best(displays, station) {
  const others = displays.filter((one) => one.board !== station && !one.also.includes(station));
  return others.find((one) => one.live) ?? others[0] ?? displays[0];
}
