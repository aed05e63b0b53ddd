import { t } from "/languages/language.js";
import { html } from "../../html.js";
import { Dialog } from "../../screen/dialog.js";
import { Press } from "../../screen/press.js";
import { office } from "../page.js";

const NO_STATIONS = new Set(["pass", "approvals", "ready-board"]);

/** Asks which station is to make a part from now on. */
export function MoveDialog({ number, station, onClose, onStation }) {
  const others = Object.keys(office.names).filter((name) => name !== station && !NO_STATIONS.has(name));
  const move = async (to) => {
    if (await onStation(to)) onClose();
  };
  return html`<${Dialog} title=${t("Move {number} from {station}", { number, station: office.nameOf(station) })} onClose=${onClose}>
    <p>${t("Its screen gets the ticket, with the timer as it is; the first one says MOVED until a cook has seen it.")}</p>
    <footer>
      ${others.map((to) => html`<${Press} key=${to} onPress=${() => move(to)}>${office.nameOf(to)}<//>`)}
    </footer>
  <//>`;
}
