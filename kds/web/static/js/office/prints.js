import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { OneSheet } from "../paper/again.js";
import { KINDS, looks, standing } from "../paper/words.js";
import { serverNow } from "../server-clock.js";
import { clockTime } from "../times.js";
import { OrderLink } from "./found.js";
import { office } from "./page.js";
import { More, usePages } from "./pages.js";
import { Section } from "./section.js";

const OWED = ["queued", "sent"];
const ON_PAPER = ["printed", "written, unconfirmed"];

/** Every sheet of the latest orders: what waits, what did not come out or is in doubt, what did. */
export function Prints() {
  const polled = usePages("/api/v1/prints", "prints");
  const [shown, show] = useState(null);
  const { owed = "…", missed = "…", printed = "…" } = polled.value ?? {};
  const rows = (isOne) =>
    polled.items.filter(isOne).map((sheet) => html`<${Row} key=${keyOf(sheet)} sheet=${sheet} onShow=${() => show(sheet)} />`);
  const isOwed = ({ state }) => OWED.includes(state);
  const isOver = ({ state, printed_again }) => ON_PAPER.includes(state) || printed_again;
  return html`<${Section} title=${t("Waiting for a printer: {count}", { count: owed })} polled=${polled} rows=${rows(isOwed)} nothing=${t("No sheet waits.")} />
    <${Section} title=${t("NOT PRINTED, or in doubt: {count}", { count: missed })} polled=${polled} rows=${rows((sheet) => !isOwed(sheet) && !isOver(sheet))} nothing=${t("Every sheet came out.")} />
    <${Section} title=${t("Printed: {count}", { count: printed })} polled=${polled} rows=${rows(isOver)} nothing=${t("Nothing was printed yet.")} />
    <${More} polled=${polled} />
    ${shown && html`<${OneSheet} sheet=${shown} again=${polled.again} onClose=${() => show(null)} />`}`;
}

function keyOf({ order_id, print_id }) {
  return `${order_id} ${print_id}`;
}

function Row({ sheet, onShow }) {
  const { kind, state, station, asked_at, asked_by, printer_name, is_copy, printed_again } = sheet;
  const look = printed_again ? "" : looks(state);
  const facts = [station && office.nameOf(station), printer_name, is_copy && t("copy"), printed_again && t("printed again"), t("asked for {time} by {who}", { time: clockTime(asked_at, serverNow()), who: asked_by })];
  return html`<li class=${look} data-print-id=${sheet.print_id} data-state=${state}>
    <${OrderLink} order=${sheet} />
    <div class="facts">
      <b>${KINDS[kind]}</b>
      <span><span class="word ${look}">${standing(sheet)}</span></span>
      <small>${facts.filter(Boolean).join(" · ")}</small>
    </div>
    <div class="buttons"><button type="button" onClick=${onShow}>${sheet.may_print_again ? t("Show, print again …") : t("Show …")}</button></div>
  </li>`;
}
