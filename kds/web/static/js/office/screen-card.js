import { useState } from "preact/hooks";
import { languages, t } from "/languages/language.js";
import { html } from "../html.js";
import { Press } from "../screen/press.js";
import { serverNow, since } from "../server-clock.js";
import { age, clockTime, tenths } from "../times.js";
import { change, office } from "./page.js";
import { RevokeDialog, ShowDialog } from "./screen-dialogs.js";
import { ScreenSettings } from "./screen-settings.js";

const THEMES = { dark: t("Dark"), light: t("Light"), contrast: t("High contrast") };
const SIZES = {
  small: t("small text"),
  normal: t("normal text"),
  large: t("large text"),
  huge: t("huge text"),
};

/** One screen: whether it is alive, what it shows and how fresh, and what may be done with it. */
export function ScreenCard({ display, version, again }) {
  const [open, setOpen] = useState(null);
  const close = () => setOpen(null);
  const path = `/api/v1/displays/${display.id}`;
  const ask = (what, done) => () => change(`${path}/${what}`, {}, done);
  const name = { display: display.name };
  return html`<li class="screen-card ${display.live ? "good" : "bad"}" data-display=${display.id}>
    <h3>
      ${display.name}
      <span class="word ${display.live ? "good" : "bad"}">${display.live ? t("live") : t("NOT LIVE")}</span>
    </h3>
    <${Facts} display=${display} version=${version} />
    <div class="buttons">
      <${Press} disabled=${!display.live} onPress=${ask("identify", t("{display} shows its name.", name))}>
        ${t("Identify")}
      <//>
      <${Press}
        disabled=${!display.live}
        onPress=${ask("reload", t("{display} loads itself anew as soon as nobody is at it.", name))}
      >
        ${t("Reload")}
      <//>
      <button type="button" onClick=${() => setOpen("show")}>${t("Show station …")}</button>
      <button type="button" onClick=${() => setOpen("settings")}>${t("Settings …")}</button>
      <button type="button" onClick=${() => setOpen("revoke")}>${t("Revoke …")}</button>
    </div>
    ${open === "show" && html`<${ShowDialog} display=${display} again=${again} onClose=${close} />`}
    ${open === "settings" && html`<${ScreenSettings} display=${display} again=${again} onClose=${close} />`}
    ${open === "revoke" && html`<${RevokeDialog} display=${display} again=${again} onClose=${close} />`}
  </li>`;
}

function Facts({ display, version }) {
  const { state, settings, live } = display;
  const shown = [display.board, ...display.also].map(office.nameOf).join(" + ");
  const looks = [THEMES[settings.theme], SIZES[settings.text_size], languages[settings.language]];
  const sound = settings.volume === 0 ? t("silent") : t("sound {volume} %", { volume: settings.volume });
  return html`<dl>
    <${Fact} name=${t("Shows")}><b>${shown}</b>
      ${state?.counts_only && html` <small>${t("counts only, no tickets: it proves no delivery")}</small>`}<//>
    <${Fact} name=${live ? t("Alive since") : t("Last seen")}>${live ? alive(state) : seen(display)}<//>
    ${state &&
    html`<${Fact} name=${t("Heard")}>
        ${heard(state)}
        ${live &&
        html` <span class="word ${state.behind ? "bad" : "good"}">
          ${state.behind ? t("BEHIND") : t("up to date")}
        </span>`}
        <small>${cursor(state, display.board)}</small>
      <//>
      <${Fact} name=${t("Tickets")}>${state.tickets}<//>
      <${Fact} name=${t("Version")}>
        ${state.version === version
          ? t("the newest")
          : html`<span class="word bad">${t("OLD VERSION")}</span>`}
        <small>${state.version}</small>
      <//>
      <${Fact} name=${t("Size")}>${state.size.replace("x", " × ")}<//>`}
    <${Fact} name=${t("Looks")}>${[...looks, sound].filter(Boolean).join(", ")}<//>
  </dl>`;
}

function Fact({ name, children }) {
  return html`<div><dt>${name}</dt><dd>${children}</dd></div>`;
}

function alive(state) {
  if (!state) return "";
  const { since: began } = state;
  return `${clockTime(began, serverNow())} (${age(since(began))})`;
}

function seen({ last_seen_at: at }) {
  if (!at) return t("never seen");
  return t("{age} ago, at {time}", { age: age(since(at)), time: clockTime(at, serverNow()) });
}

function heard({ at }) {
  const ms = Math.max(0, since(at));
  return ms < 60_000 ? t("{seconds} s ago", { seconds: tenths(ms / 1000) }) : t("{age} ago", { age: age(ms) });
}

function cursor({ cursors }, board) {
  return cursors[board] ? t("event {id}", { id: cursors[board] }) : "";
}
