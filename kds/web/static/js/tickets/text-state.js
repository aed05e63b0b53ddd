import { t, t as inWords } from "/languages/language.js";
import { html } from "../html.js";
import { clockTime } from "../times.js";

/** What became of a text, in words and with a mark; `kind` colours it. */
const STATES = {
  queued: { mark: "…", words: t("Text is queued"), kind: "" },
  sending: { mark: "…", words: t("Text is being sent"), kind: "" },
  sent: { mark: "✓", words: t("Text sent"), kind: "good" },
  failed: { mark: "✗", words: t("Text FAILED"), kind: "bad" },
  unknown: { mark: "?", words: t("Nobody knows whether the text was sent"), kind: "warn" },
  "not sent": { mark: "✗", words: t("Text not sent: it lies in the outbox"), kind: "warn" },
  cancelled: { mark: "–", words: t("Text cancelled"), kind: "" },
};

/** The states in which a person may have it sent again. */
export const MISSED = ["failed", "unknown", "not sent"];

/** What became of the text that called the customer; nothing if there was none. */
export function TextState({ ticket, now }) {
  if (!ticket.text) return null;
  const { state, send_at, reason } = ticket.text;
  const { mark, words, kind } = STATES[state];
  const waits = state === "queued" && Date.parse(send_at) > now;
  return html`<span class="word text-state ${kind}" data-text=${state}>${mark} ${words}</span>
    ${waits && html`<small>${t("not before {time}", { time: clockTime(send_at, now) })}</small>`}
    ${reason && state !== "not sent" && html`<small class="reason">${inWords(reason)}</small>`}`;
}
