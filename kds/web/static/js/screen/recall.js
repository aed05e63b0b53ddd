import { useEffect, useRef } from "preact/hooks";
import { t } from "/languages/language.js";
import { act } from "../act.js";
import { html } from "../html.js";
import { serverNow } from "../server-clock.js";
import { clockTime } from "../times.js";
import { CallPress } from "./call.js";
import { Dialog } from "./dialog.js";
import { Press } from "./press.js";
import { WaitingPresses } from "./waiting-presses.js";

/** As many as a cook still remembers; every board keeps so many. */
const SHOWN = 50;

/** What was made recently, the latest first, each part with a button that takes ready back. */
export function RecallList({ views, screen, onClose }) {
  const some = useRef(views.length > 0);
  useEffect(() => {
    // The last one is back on the board, which must not stay covered.
    if (some.current && views.length === 0) onClose();
  });
  return html`<${Dialog} title=${t("Recently ready")} onClose=${onClose}>
    ${views.length === 0 && html`<p>${t("Nothing was marked ready lately.")}</p>`}
    <ul class="recall-list">
      ${latest(views).map(
        (view, index) =>
          html`<${Entry} key=${view.board + view.order_id} view=${view} screen=${screen} isFirst=${index === 0} />`,
      )}
    </ul>
  <//>`;
}

function latest(views) {
  return [...views].sort((a, b) => Date.parse(b.ready_at) - Date.parse(a.ready_at)).slice(0, SHOWN);
}

function Entry({ view, screen, isFirst }) {
  const stations = view.board === "pass" ? view.parts.filter((part) => part.state === "ready").map((part) => part.station) : [view.board];
  const { order_id, version } = view;
  const recall = (station) => () =>
    act(screen.connection, { command: "RecallPart", order_id, version, station });
  return html`<li>
    <b class="number">${view.number}</b>
    <span>
      ${view.table ? t("Table {table}", { table: view.table }) : (view.customer ?? "")}
      <small>${view.lines.map((line) => `${line.quantity}× ${line.product}`).join(", ")}</small>
    </span>
    <time>${view.ready_at && clockTime(view.ready_at, serverNow())}</time>
    ${stations.map(
      (station, index) => html`<${Press}
        key=${station}
        class="undo"
        autofocus=${isFirst && index === 0}
        onPress=${recall(station)}
      >
        ${t("Recall {number}", { number: view.number })}${stations.length > 1 ? ` ${screen.nameOf(station)}` : ""}
      <//>`,
    )}
    ${view.board === "pass" && html`<${CallPress} view=${view} />`}
    <${WaitingPresses} view=${view} screen=${screen} />
  </li>`;
}
