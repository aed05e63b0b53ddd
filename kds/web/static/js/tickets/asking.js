/** The dialog that is open on the page, for one ticket; it follows that ticket while it is open. */
import { useChanges } from "../hooks.js";
import { html } from "../html.js";
import { listeners } from "../listeners.js";
import { CallDialog } from "./calling.js";
import { FinishDialog } from "./finishing.js";
import { AgainDialog } from "./text-again.js";

const DIALOGS = { call: CallDialog, finish: FinishDialog, again: AgainDialog };
const changed = listeners();
let asked = null;

/** Open a dialog (`call`, `finish`, `again`) for a ticket. */
export function ask(name, ticket) {
  asked = { name, ticket };
  changed.tell();
}

function close() {
  asked = null;
  changed.tell();
}

/**
 * The open dialog with its ticket as it stands now, by `find`; one that left the board stays as it
 * was seen last. `desk` gives the commands and names the stations.
 */
export function Asking({ find, desk }) {
  useChanges(changed);
  if (!asked) return null;
  const now = find(asked.ticket.order_id);
  if (now) asked.ticket = now;
  return html`<${DIALOGS[asked.name]}
    key=${asked.ticket.order_id}
    ticket=${asked.ticket}
    desk=${desk}
    isGone=${!now}
    onClose=${close}
  />`;
}
