import { t } from "/languages/language.js";
import { useChanges, useEachSecond } from "../hooks.js";
import { html } from "../html.js";
import { serverNow } from "../server-clock.js";
import { exactTime } from "../times.js";
import { Freshness } from "./freshness.js";
import { Key } from "./key.js";
import { KitchenButton } from "./kitchen-button.js";
import { Steady } from "./steady.js";

/** Whose screen this is, how much is open, unseen, not in sight, how fresh it is, the time. */
export function Header({ screen, open, unseen, onUnseen, pages, onRecall, onOptions }) {
  const time = useEachSecond(() => exactTime(serverNow()));
  return html`<header class="screen-head">
    <h1>${screen.title}</h1>
    <p class="open">
      <${Steady} text=${open === 1 ? t("1 open") : t("{count} open", { count: open })} />
      ${unseen > 0 && html` <button type="button" class="unseen-tickets" onClick=${onUnseen}>
        <${Steady} text="↻ ${t("{count} not seen", { count: unseen })}" />
      </button>`}
      ${pages && html`<${NotOnPage} pages=${pages} />`}
    </p>
    <div class="head-tools">
      <${Freshness} connection=${screen.connection} />
      <time><${Steady} text=${time} /></time>
      <${KitchenButton} connection=${screen.connection} />
      ${onRecall &&
      html`<button type="button" class="recall" onClick=${onRecall}>${t("Recall")} <${Key} action="recall" /></button>`}
      <button type="button" class="options-button" onClick=${onOptions}>
        <span aria-hidden="true">☰</span> ${t("Options")}
      </button>
    </div>
  </header>`;
}

function NotOnPage({ pages }) {
  useChanges(pages.changed);
  const count = pages.hidden;
  if (count === 0) return null;
  return html`<b class="hidden-tickets"><${Steady} text=${t("{count} not on this page", { count })} /></b>`;
}
