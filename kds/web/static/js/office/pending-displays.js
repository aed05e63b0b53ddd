import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { Press } from "../screen/press.js";
import { serverNow } from "../server-clock.js";
import { clockTime } from "../times.js";
import { change, office } from "./page.js";
import { Section } from "./section.js";

/** Screens that show a code and wait; only who stands before one knows that it is the right one. */
export function PendingDisplays({ polled }) {
  const pending = polled.value?.pending ?? [];
  const taken = (polled.value?.displays ?? []).map((one) => one.name);
  return html`<${Section}
    title=${t("Waiting to be paired: {count}", { count: pending.length })}
    polled=${polled}
    rows=${pending.map((one) => html`<${Waiting} key=${one.code} waiting=${one} taken=${taken} again=${polled.again} />`)}
    nothing=${t("Open a display's page on the screen; its code appears here.")}
  />`;
}

function Waiting({ waiting, taken, again }) {
  const [name, setName] = useState(() => free(office.nameOf(waiting.board), taken));
  const [board, setBoard] = useState(waiting.board);
  const approve = async () => {
    const body = { code: waiting.code, name: name.trim(), board };
    await change("/api/v1/displays/approve", body, t("{display} is paired.", { display: name }));
    await again();
  };
  return html`<li data-code=${waiting.code}>
    <span class="number">${waiting.code}</span>
    <div class="facts"><small>${t("asked {time}", { time: clockTime(waiting.asked_at, serverNow()) })}</small></div>
    <form onSubmit=${(event) => event.preventDefault()}>
      <label>
        ${t("Name")}
        <input name="name" maxlength="60" value=${name} onInput=${(event) => setName(event.target.value)} />
      </label>
      <label>
        ${t("Shows")}
        <select name="board" value=${board} onChange=${(event) => setBoard(event.target.value)}>
          ${Object.entries(office.names).map(
            ([key, words]) => html`<option key=${key} value=${key}>${words}</option>`,
          )}
        </select>
      </label>
      <${Press} class="main-button" onPress=${approve}>
        ${t("The code on the screen is the same: pair")}
      <//>
    </form>
  </li>`;
}

/** @returns {string} a name that no display has: "Grill", else "Grill 2" */
function free(name, taken) {
  for (let number = 1; ; number += 1) {
    const wish = number === 1 ? name : `${name} ${number}`;
    if (!taken.includes(wish)) return wish;
  }
}
