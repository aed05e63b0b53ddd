import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { Dialog } from "../screen/dialog.js";
import { Press } from "../screen/press.js";
import { serverNow, since } from "../server-clock.js";
import { age, clockTime } from "../times.js";
import { change, office } from "./page.js";
import { Section } from "./section.js";

/** Every paired display: what it shows, whether it is live, and a way to turn it out. */
export function PairedDisplays({ polled }) {
  const displays = polled.value?.displays ?? [];
  return html`<${Section}
    title=${t("Displays: {count}", { count: displays.length })}
    polled=${polled}
    rows=${displays.map((one) => html`<${Paired} key=${one.id} display=${one} again=${polled.again} />`)}
    nothing=${t("No display is paired. Orders cannot reach the kitchen.")}
  />`;
}

function Paired({ display, again }) {
  const [revoking, revoke] = useState(false);
  const path = `/api/v1/displays/${display.id}`;
  const without = async (station) => {
    const stations = display.also.filter((one) => one !== station);
    const names = { display: display.name, station: office.nameOf(station) };
    await change(`${path}/show`, { stations }, t("{display} no longer shows {station}.", names));
    await again();
  };
  const turnOut = async () => {
    const done = t("{display} is turned out.", { display: display.name });
    if (await change(`${path}/revoke`, {}, done)) revoke(false);
    await again();
  };
  return html`<li class=${display.live ? "good" : "bad"} data-display=${display.id}>
    <div class="facts">
      <b>${display.name}</b>
      <span>${office.nameOf(display.board)}</span>
      <small>${seen(display)}</small>
    </div>
    ${display.also.map(
      (one) => html`<${Press} key=${one} onPress=${() => without(one)}>
        ${t("also {station}", { station: office.nameOf(one) })} ✗
      <//>`,
    )}
    <span class="word ${display.live ? "good" : "bad"}">${display.live ? t("live") : t("NOT LIVE")}</span>
    <div class="buttons"><button type="button" onClick=${() => revoke(true)}>${t("Revoke …")}</button></div>
    ${revoking &&
    html`<${Dialog} title=${t("Revoke {display}?", { display: display.name })} onClose=${() => revoke(false)}>
      <p>${t("It shows nothing from now on and must be paired again.")}</p>
      <footer>
        <${Press} class="main-button" onPress=${turnOut}>
          ${t("Revoke {display}", { display: display.name })}
        <//>
      </footer>
    <//>`}
  </li>`;
}

function seen(display) {
  const at = display.last_seen_at;
  if (!at) return t("never seen");
  const times = { age: age(since(at)), time: clockTime(at, serverNow()) };
  return t("last seen {age} ago, at {time}", times);
}
