import { t } from "/languages/language.js";
import { useChanges, useEachSecond } from "../hooks.js";
import { html } from "../html.js";
import { serverNow } from "../server-clock.js";
import { sound } from "../sound.js";
import { exactTime } from "../times.js";
import { Freshness } from "./freshness.js";

/** Whose screen this is, how much is open, unseen, not in sight, how fresh it is, the time. */
export function Header({ screen, open, unseen, hidden, onRecall, onHelp }) {
  useChanges(sound.changed);
  const time = useEachSecond(() => exactTime(serverNow()));
  return html`<header class="screen-head">
    <h1>${screen.title}</h1>
    <p class="open">
      ${open === 1 ? t("1 open") : t("{count} open", { count: open })}
      ${unseen > 0 && html` <b class="unseen-tickets">↻ ${t("{count} not seen", { count: unseen })}</b>`}
      ${hidden > 0 && html` <b class="hidden-tickets">${t("{count} not on this page", { count: hidden })}</b>`}
    </p>
    ${sound.blocked && html`<span class="hint">♪ ${t("touch for sound")}</span>`}
    <${Freshness} connection=${screen.connection} />
    <time>${time}</time>
    <button type="button" class="help" onClick=${onHelp}>${t("Keys")} <kbd>?</kbd></button>
    ${onRecall &&
    html`<button type="button" class="recall" onClick=${onRecall}>${t("Recall")} <kbd>R</kbd></button>`}
  </header>`;
}
