import { useEachSecond } from "../hooks.js";
import { html } from "../html.js";
import { serverNow } from "../server-clock.js";
import { exactTime } from "../times.js";
import { Freshness } from "./freshness.js";

/** Whose screen this is, how much is open, how fresh it is, what time it is on the server. */
export function Header({ screen, open, onRecall }) {
  const time = useEachSecond(() => exactTime(serverNow()));
  return html`<header class="screen-head">
    <h1>${screen.title}</h1>
    <span class="open">${open === 1 ? "1 open" : `${open} open`}</span>
    <${Freshness} connection=${screen.connection} />
    <time>${time}</time>
    ${onRecall &&
    html`<button type="button" class="recall" onClick=${onRecall}>Recall <kbd>R</kbd></button>`}
  </header>`;
}
