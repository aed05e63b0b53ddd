import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { Dialog, FieldProblem } from "../screen/dialog.js";
import { Press } from "../screen/press.js";
import { post } from "./api.js";
import { change } from "./page.js";
import { BringBack, PATH, Remove } from "./template-deeds.js";

const LONGEST = 1000;
const PAUSE_MS = 250;

/** Edits a template in every language, and shows while one types what a customer would read. */
export function TemplateEditor({ template, told, again, onClose }) {
  const [draft, setDraft] = useState(template);
  const fields = useRef({});
  const latest = useRef(Object.keys(told.languages)[0]);
  const { previews, problem } = usePreviews(draft.words);
  const write = (code, text) => setDraft((old) => ({ ...old, words: { ...old.words, [code]: text } }));
  const insert = (name) => {
    const field = fields.current[latest.current];
    field.setRangeText(`{${name}}`, field.selectionStart, field.selectionEnd, "end");
    write(latest.current, field.value);
    field.focus();
  };
  const can = draft.name.trim() !== "" && Object.values(draft.words).every((one) => one.trim() !== "");
  const save = async () => {
    if (!can) return;
    const { kind, name, words, months } = draft;
    const path = `${PATH}/${encodeURIComponent(template.template_id)}`;
    // Two managers at one template: who saves last is told, and overwrites nothing.
    const headers = template.isNew ? {} : { "If-Match": `"${template.tag}"` };
    if (await change(path, { kind, name, words, months }, t("{name} is saved.", { name }), headers)) await gone();
  };
  const gone = async () => {
    onClose();
    await again();
  };
  return html`<${Dialog} title=${template.isNew ? t("New template") : template.name} onClose=${onClose}>
    <${Names} draft=${draft} set=${setDraft} />
    <${Placeholders} placeholders=${told.placeholders} onInsert=${insert} />
    ${Object.entries(told.languages).map(
      // What is wrong with its words stands in its preview.
      ([code, language]) => html`<section key=${code} class="language-words" data-language=${code} data-problem-of=${`words.${code}`}>
        <label>
          ${t("Words: {language}", { language })}
          <textarea
            ref=${(element) => (fields.current[code] = element)}
            name=${`words-${code}`}
            data-field=${`words.${code}`}
            lang=${code}
            rows="3"
            maxlength=${LONGEST}
            value=${draft.words[code] ?? ""}
            onFocus=${() => (latest.current = code)}
            onInput=${(event) => write(code, event.target.value)}
          ></textarea>
        </label>
        <${Preview} preview=${previews[code]} code=${code} />
      </section>`,
    )}
    ${problem && html`<p class="problem" role="alert">${problem}</p>`}
    <footer class="confirm template-buttons">
      ${!template.isNew && html`<${Remove} template=${template} after=${gone} />`}
      ${template.is_changed && html`<${BringBack} template=${template} after=${gone} />`}
      <${Press} class="main-button" asleep=${!can} onPress=${save}>${t("Save")}<//>
    </footer>
  <//>`;
}

function Names({ draft, set }) {
  const months = (text) => set({ ...draft, months: text === "" ? null : Number(text) });
  return html`<label>
      ${t("Name")}
      <input name="name" data-field="name" maxlength="60" value=${draft.name} onInput=${(event) => set({ ...draft, name: event.target.value })} />
      <${FieldProblem} of="name" />
    </label>
    ${draft.kind === "reminder" &&
    html`<label>
      ${t("Months after the purchase; without, it is not planned by itself")}
      <input name="months" data-field="months" type="number" min="1" max="120" value=${draft.months ?? ""} onInput=${(event) => months(event.target.value)} />
      <${FieldProblem} of="months" />
    </label>`}`;
}

/** What may stand in braces, to be put where the cursor is. */
function Placeholders({ placeholders, onInsert }) {
  return html`<h3>${t("Put in at the cursor")}</h3>
    <div class="placeholders" role="group" aria-label=${t("Put in at the cursor")}>
      ${placeholders.map(
        ({ name, meaning }) => html`<button key=${name} type="button" data-placeholder=${name} onClick=${() => onInsert(name)}>
          <code>{${name}}</code><small>${meaning}</small>
        </button>`,
      )}
    </div>`;
}

/** Words as a customer reads them, or what is wrong with them. */
function Preview({ preview, code }) {
  if (!preview) return html`<p class="nothing">${t("Fetching …")}</p>`;
  const { problem, text, sms, characters, unusual } = preview;
  if (problem) return html`<p class="problem" role="status" data-problem>${problem}</p>`;
  const count = { count: sms, characters };
  const size = sms === 1 ? t("1 text message, {characters} characters", count) : t("{count} text messages, {characters} characters", count);
  return html`<div class="preview">
    <small>${t("A customer reads:")}</small>
    <p lang=${code} data-preview>${text}</p>
    <small data-sms>${size}${unusual && ` · ${t("an unusual character makes it longer")}`}</small>
  </div>`;
}

/** How the server would fill some words, a moment after the last key. */
function usePreviews(words) {
  const [state, set] = useState({ previews: {}, problem: null });
  const turn = useRef(0);
  useEffect(() => {
    const own = (turn.current += 1);
    const ask = async () => {
      const answer = await post(`${PATH}/preview`, { words }).catch((problem) => ({ problem: problem.message }));
      // An answer that was overtaken by newer words says nothing new.
      if (own === turn.current) set((old) => ({ previews: answer.previews ?? old.previews, problem: answer.problem ?? null }));
    };
    const timer = setTimeout(ask, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return state;
}
