/** The dialog that is open on the page, for one ticket; it follows that ticket while it is open. */
import { useChanges } from "../hooks.js";
import { html } from "../html.js";
import { listeners } from "../listeners.js";
import { office } from "../office/page.js";
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

/** The open dialog with its ticket as it stands now; one that left the board stays as it was seen. */
export function Asking({ tickets }) {
  useChanges(changed);
  if (!asked) return null;
  const now = tickets.get(asked.ticket.order_id);
  if (now) asked.ticket = now;
  return html`<${DIALOGS[asked.name]} key=${asked.ticket.order_id} ticket=${asked.ticket} desk=${office} isGone=${!now} onClose=${close} />`;
}
