import { useEffect, useRef } from "preact/hooks";
import { t } from "/languages/language.js";
import { freshness } from "../freshness.js";
import { useChanges, useEvery } from "../hooks.js";
import { html } from "../html.js";
import { serverNow } from "../server-clock.js";
import { sound } from "../sound.js";
import { clockTime } from "../times.js";
import { Column } from "./column.js";
import { callOf, preparing, ready } from "./numbers.js";

/** The whole board: what is being prepared, what is ready, and whether that is still true. */
export function ReadyBoard({ connection, restaurant, keepReadyMs }) {
  useChanges(connection.changed);
  useChanges(sound.changed);
  useEvery(1000);
  const now = serverNow();
  const [board] = connection.boards.values();
  const views = [...board.tickets.values()];
  const loaded = board.cursor !== null;
  const called = ready(views, keepReadyMs, now);
  useCalls(called, loaded);
  const { state } = freshness(connection.link, performance.now());
  return html`<header class="board-head">
      <h1>${restaurant}</h1>
      ${sound.blocked && html`<span class="hint">♪ ${t("press any key for sound")}</span>`}
      <time>${clockTime(now, now)}</time>
    </header>
    <main class="board-numbers" data-freshness=${state} data-loaded=${loaded}>
      <${Column} kind="preparing" title=${t("Preparing")} numbers=${preparing(views, now)} now=${now} />
      <${Column} kind="ready" title=${t("Ready")} numbers=${called} now=${now} />
    </main>
    ${state === "stale" &&
    html`<p class="board-old" role="status">
      ${t("This board is not up to date right now. Please ask at the counter.")}
    </p>`}`;
}

/** Announce each number that has become ready since the last time; what is first seen is silent. */
function useCalls(called, loaded) {
  const before = useRef(null);
  useEffect(() => {
    if (!loaded) return;
    const known = before.current;
    before.current = new Set(called.map(callOf));
    if (known !== null && called.some((one) => !known.has(callOf(one)))) sound.play("ready");
  });
}
