import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { Dialog } from "../screen/dialog.js";
import { Press } from "../screen/press.js";
import { serverNow } from "../server-clock.js";
import { isWhole, Message } from "../tickets/message.js";
import { TextState } from "../tickets/text-state.js";
import { clockTime } from "../times.js";
import { toast } from "../toasts.js";
import { OrderLink } from "./found.js";
import { office } from "./page.js";
import { More, usePages } from "./pages.js";
import { Section } from "./section.js";

const OWED = ["queued", "sending"];
const MISSED = ["failed", "unknown", "not sent"];

/** Every text to a customer: what is owed, what was missed (the outbox among it), what went. */
export function Texts() {
  const polled = usePages("/api/v1/texts", "texts");
  const [sending, send] = useState(null);
  const { has_gateway, owed = "…", missed = "…", sent = "…" } = polled.value ?? {};
  const rows = (states) =>
    polled.items.filter(({ state }) => states.includes(state)).map((text) => html`<${Row} key=${text.text_id} text=${text} onAgain=${() => send(text)} />`);
  return html`${has_gateway === false && html`<${NoGateway} />`}
    <${Section} title=${t("On their way: {count}", { count: owed })} polled=${polled} rows=${rows(OWED)} nothing=${t("No text is on its way.")} />
    <${Section} title=${t("NOT SENT, or in doubt: {count}", { count: missed })} polled=${polled} rows=${rows(MISSED)} nothing=${t("The outbox is empty: no text was missed.")} />
    <${Section} title=${t("Sent: {count}", { count: sent })} polled=${polled} rows=${rows(["sent", "cancelled"])} nothing=${t("No text was sent yet.")} />
    <${More} polled=${polled} />
    ${sending && html`<${AgainDialog} text=${sending} hasGateway=${has_gateway} again=${polled.again} onClose=${() => send(null)} />`}`;
}

/** Stands above the lists for as long as nothing can be sent at all. */
export function NoGateway() {
  return html`<p class="banner" role="alert" data-no-gateway>
    <b>⚠ ${t("Texts are NOT SENT.")}</b> ${t("There is no gateway in the settings: what is asked for lies in the outbox on this page.")}
  </p>`;
}

function Row({ text, onAgain }) {
  const isMissed = MISSED.includes(text.state);
  const asked = { time: clockTime(text.asked_at, serverNow()), who: text.asked_by };
  const to = [text.customer, text.phone].filter(Boolean).join(" · ");
  return html`<li class=${isMissed ? "bad" : text.state === "sent" ? "good" : ""} data-text-id=${text.text_id} data-state=${text.state}>
    <${OrderLink} order=${text} />
    <div class="facts">
      <span><${TextState} ticket=${{ text }} now=${serverNow()} /></span>
      <p class="words">${text.words || t("The customer was erased.")}</p>
      <small>${[to, t("asked for {time} by {who}", asked), text.is_again && t("sent once more")].filter(Boolean).join(" · ")}</small>
    </div>
    ${text.may_send_again && html`<div class="buttons"><button type="button" onClick=${onAgain}>${t("Send again …")}</button></div>`}
  </li>`;
}

/** A text once more, by a person: who may have it already is asked twice otherwise. */
function AgainDialog({ text, hasGateway, again, onClose }) {
  const [message, setMessage] = useState({ to: text.phone, words: text.words });
  const can = isWhole(message);
  const give = async () => {
    if (!can) return;
    const { to, words } = message;
    if (!(await office.command("SendTextAgain", text.order_id, { text_id: text.text_id, text: { to, words } }))) return;
    toast(t("The text of {number} is asked for again.", { number: text.number }), "done");
    onClose();
    await again();
  };
  return html`<${Dialog} title=${t("Send the text of {number} again", { number: text.number })} onClose=${onClose}>
    <p><${TextState} ticket=${{ text }} now=${serverNow()} /></p>
    ${text.state === "unknown" && html`<p class="told warn">⚠ ${t("The customer may have it already.")}</p>`}
    <${Message} message=${message} set=${setMessage} details=${{ has_gateway: hasGateway }} />
    <footer class="confirm">
      <${Press} class="main-button" asleep=${!can} onPress=${give}>${t("Send again")}<//>
    </footer>
  <//>`;
}
