import { languages, t } from "/languages/language.js";
import { html } from "../html.js";
import { FieldProblem } from "../screen/dialog.js";
import { serverNow } from "../server-clock.js";
import { clockTime } from "../times.js";
import { size } from "./segments.js";

const LONGEST = 1000;

/** A text before it goes: to which number, by which template, and the words as the customer reads them. */
export function Message({ message, set, details }) {
  const { templates = [] } = details;
  const chosen = templates.find((one) => one.template_id === message.template);
  const choose = (id) => {
    const template = templates.find((one) => one.template_id === id);
    set({ ...message, template: id, words: template.words_in?.[message.language] ?? template.words });
  };
  const speak = (language) => set({ ...message, language, words: chosen.words_in[language] });
  return html`<div class="message">
    <${Before} details=${details} isTyped=${message.to !== (details.phone ?? "")} />
    ${templates.length > 1 &&
    html`<label>
      ${t("Template")}
      <select name="template" value=${message.template} onChange=${(event) => choose(event.target.value)}>
        ${templates.map(
          ({ template_id, name }) => html`<option key=${template_id} value=${template_id}>${name}</option>`,
        )}
      </select>
    </label>`}
    <${Spoken} chosen=${chosen} language=${message.language} onSpeak=${speak} />
    <label>
      ${t("Phone number")}
      <input
        name="to"
        data-field="text.to"
        type="tel"
        autocomplete="off"
        value=${message.to}
        onInput=${(event) => set({ ...message, to: event.target.value })}
      />
      <${FieldProblem} of="text.to" />
    </label>
    <label>
      ${t("Text to the customer")}
      <textarea
        name="words"
        data-field="text.words"
        rows="4"
        maxlength=${LONGEST}
        value=${message.words}
        onInput=${(event) => set({ ...message, words: event.target.value })}
      ></textarea>
      <${FieldProblem} of="text.words" />
    </label>
    <p class="quiet" data-sms><${Size} words=${message.words} /></p>
  </div>`;
}

/** The languages that a template has, if there are several; pressing one takes its words. */
function Spoken({ chosen, language, onSpeak }) {
  const codes = Object.keys(chosen?.words_in ?? {});
  if (codes.length < 2) return null;
  return html`<div class="presets" role="group" aria-label=${t("Language")}>
    ${codes.map(
      (code) => html`<button
        key=${code}
        type="button"
        lang=${code}
        aria-pressed=${chosen.words_in[code] === chosen.words_in[language]}
        onClick=${() => onSpeak(code)}
      >
        ${languages[code] ?? code}
      </button>`,
    )}
  </div>`;
}

/** How many text messages some words are. */
export function Size({ words }) {
  const { sms, units, isUnicode } = size(words);
  const sizes = { count: sms, characters: units };
  const said = sms === 1 ? t("1 text message, {characters} characters", sizes) : t("{count} text messages, {characters} characters", sizes);
  return isUnicode ? `${said} · ${t("an unusual character makes it longer")}` : said;
}

/** What somebody must know before they press: whether it goes, and when. */
function Before({ details, isTyped }) {
  const { send_at, has_gateway, is_opted_out, phone_problem } = details;
  const isLater = send_at && Date.parse(send_at) > serverNow() + 60_000;
  const notes = [
    phone_problem && !isTyped && ["bad", phone_problem],
    is_opted_out && !isTyped && ["bad", t("This customer wants no texts.")],
    has_gateway === false && ["warn", t("There is no gateway: the text is not sent, it lies in the outbox.")],
    isLater && ["warn", t("It is quiet time: the text goes at {time}.", { time: clockTime(send_at, serverNow()) })],
  ].filter(Boolean);
  return notes.map(([kind, words]) => html`<p key=${words} class="told ${kind}" data-told>⚠ ${words}</p>`);
}

/** Whether a text is whole enough to be asked for; the server looks closer. */
export function isWhole({ to, words }) {
  return to.trim() !== "" && words.trim() !== "";
}

/** The text that a ticket's dialog begins with. */
export function firstMessage(details) {
  const [template] = details.templates ?? [];
  const { words = "", words_in = {} } = template ?? {};
  const language = Object.keys(words_in).find((code) => words_in[code] === words);
  return { to: details.phone ?? "", words, template: template?.template_id, language };
}
