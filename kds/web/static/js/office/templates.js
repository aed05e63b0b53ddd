import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { Press } from "../screen/press.js";
import { change } from "./page.js";
import { usePolled } from "./poll.js";
import { Section } from "./section.js";
import { at, BringBack, PATH } from "./template-deeds.js";
import { TemplateEditor } from "./template-editor.js";

/** Every template, those of each kind in the order in which they are offered. */
export function Templates() {
  const polled = usePolled(PATH);
  const [edited, edit] = useState(null);
  const { templates = [], removed = [] } = polled.value ?? {};
  const list = (kind, title, verb) => html`<${Kind}
    title=${title}
    verb=${verb}
    polled=${polled}
    templates=${templates.filter((one) => one.kind === kind)}
    onEdit=${edit}
    onNew=${() => edit(blank(kind, polled.value.languages))}
  />`;
  return html`${list("ready", t("Ready for pickup"), t("New template …"))}
    ${list("reminder", t("Service reminders"), t("New reminder template …"))}
    ${removed.length > 0 && html`<${Removed} removed=${removed} polled=${polled} />`}
    ${edited &&
    html`<${TemplateEditor}
      template=${edited}
      told=${polled.value}
      again=${polled.again}
      onClose=${() => edit(null)}
    />`}`;
}

function blank(kind, languages) {
  const words = Object.fromEntries(Object.keys(languages).map((code) => [code, ""]));
  const template_id = crypto.getRandomValues(new Uint32Array(4)).join("-");
  return { template_id, kind, name: "", words, months: null, isNew: true };
}

function Kind({ title, verb, polled, templates, onEdit, onNew }) {
  return html`<${Section}
    title=${title}
    polled=${polled}
    rows=${templates.map(
      (one, place) => html`<${Template}
        key=${one.template_id}
        template=${one}
        place=${place}
        isLast=${place === templates.length - 1}
        polled=${polled}
        onEdit=${() => onEdit(one)}
      />`,
    )}
    nothing=${t("There is no template.")}
  >
    ${polled.value && html`<button type="button" onClick=${onNew}>${verb}</button>`}
  <//>`;
}

function Template({ template, place, isLast, polled, onEdit }) {
  const { name, words, months, is_changed } = template;
  const move = async (to) => {
    await change(at(template, "move"), { place: to }, t("{name} is moved.", { name }));
    await polled.again();
  };
  return html`<li data-template=${template.template_id}>
    <div class="facts">
      <b>${name}</b>
      ${months !== null && html`<small>${t("Months after the purchase: {count}", { count: months })}</small>`}
      ${is_changed && html`<small>${t("changed")}</small>`}
      ${Object.entries(words).map(
        ([code, text]) => html`<p key=${code} class="words"><small>${polled.value.languages[code]}</small> <span lang=${code}>${text}</span></p>`,
      )}
    </div>
    <div class="buttons">
      <${Press} label=${t("Move {name} up", { name })} disabled=${place === 0} onPress=${() => move(place - 1)}>↑<//>
      <${Press} label=${t("Move {name} down", { name })} disabled=${isLast} onPress=${() => move(place + 1)}>↓<//>
      <button type="button" onClick=${onEdit}>${t("Edit …")}</button>
    </div>
  </li>`;
}

/** What kds came with and a manager removed. */
function Removed({ removed, polled }) {
  return html`<${Section}
    title=${t("Removed")}
    rows=${removed.map(
      (one) => html`<li key=${one.template_id} data-removed=${one.template_id}>
        <div class="facts"><b>${one.name}</b></div>
        <div class="buttons"><${BringBack} template=${one} after=${polled.again} /></div>
      </li>`,
    )}
  />`;
}
