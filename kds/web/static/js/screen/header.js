import { t } from "/languages/language.js";
import { useEachSecond } from "../hooks.js";
import { html } from "../html.js";
import { serverNow } from "../server-clock.js";
import { exactTime } from "../times.js";
import { Freshness } from "./freshness.js";
import { Key } from "./key.js";
import { KitchenButton } from "./kitchen-button.js";

/** Whose screen this is, how much is open, unseen, not in sight, how fresh it is, the time. */
export function Header({ screen, open, unseen, hidden, onRecall, onOptions }) {
  const time = useEachSecond(() => exactTime(serverNow()));
  return html`<header class="screen-head">
    <h1>${screen.title}</h1>
    <p class="open">
      ${open === 1 ? t("1 open") : t("{count} open", { count: open })}
      ${unseen > 0 && html` <b class="unseen-tickets">↻ ${t("{count} not seen", { count: unseen })}</b>`}
      ${hidden > 0 && html` <b class="hidden-tickets">${t("{count} not on this page", { count: hidden })}</b>`}
    </p>
    <div class="head-tools">
      <${Freshness} connection=${screen.connection} />
      <time>${time}</time>
      <${KitchenButton} connection=${screen.connection} />
      ${onRecall &&
      html`<button type="button" class="recall" onClick=${onRecall}>${t("Recall")} <${Key} action="recall" /></button>`}
      <button type="button" class="options-button" onClick=${onOptions}>
        <span aria-hidden="true">☰</span> ${t("Options")}
      </button>
    </div>
  </header>`;
}
