import { useEffect, useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { get } from "../office/api.js";
import { Dialog } from "../screen/dialog.js";
import { Press } from "../screen/press.js";
import { serverNow } from "../server-clock.js";
import { toast } from "../toasts.js";
import { WithDetails } from "./details.js";
import { firstMessage, isWhole, Message } from "./message.js";
import { TextState } from "./text-state.js";

/** A text that nobody has, or of which nobody knows, once more; by a person, with number and words. */
export function AgainDialog({ ticket, desk, onClose }) {
  const title = t("Send the text of {number} again", { number: ticket.number });
  return html`<${Dialog} title=${title} onClose=${onClose}>
    <p><${TextState} ticket=${ticket} now=${serverNow()} /></p>
    <${WithDetails} order_id=${ticket.order_id} board=${desk.board}>
      ${(details) => html`<${Form} ticket=${ticket} details=${details} desk=${desk} onClose=${onClose} />`}
    <//>
  <//>`;
}

function Form({ ticket, details, desk, onClose }) {
  const [message, set] = useState(() => firstMessage(details));
  const first = message.words;
  useEffect(() => {
    missed(ticket).then((text) => {
      // What somebody has begun to write stays.
      if (text?.words) set((old) => (old.words === first ? { ...old, to: text.to, words: text.words } : old));
    });
  }, []);
  const can = isWhole(message);
  const give = async () => {
    if (!can) return;
    const { to, words } = message;
    const fields = { text_id: ticket.text.text_id, text: { to, words } };
    if (!(await desk.command("SendTextAgain", ticket.order_id, fields))) return;
    toast(t("The text of {number} is asked for again.", { number: ticket.number }), "done");
    onClose();
  };
  return html`<${Message} message=${message} set=${set} details=${details} />
    <footer class="confirm">
      <${Press} class="main-button" asleep=${!can} onPress=${give}>${t("Send again")}<//>
    </footer>`;
}

/** The text that is to be sent again, as it was; nothing if it cannot be had. */
async function missed({ order_id, text }) {
  const path = `/api/v1/orders/${encodeURIComponent(order_id)}`;
  const told = await get(path).catch(() => null);
  return told?.record.texts?.find(({ text_id }) => text_id === text.text_id);
}
