/** The choices of one screen, the same at the screen and in the back office; nothing here is kept. */
import { useState } from "preact/hooks";
import { language, languages, t } from "/languages/language.js";
import { html } from "../html.js";
import { Press } from "./press.js";

const SIZES = { small: t("Small"), normal: t("Normal"), large: t("Large"), huge: t("Huge") };
const THEMES = { dark: t("Dark"), light: t("Light"), contrast: t("High contrast") };
const COUNTS = { off: t("Off"), column: t("Beside the tickets"), only: t("Instead of tickets") };
const SOUNDS = {
  new: t("New order"),
  changed: t("Order changed"),
  stopped: t("Do not make any more"),
  overdue: t("Order overdue"),
  alarm: t("Alarm, again and again"),
};
const LOUDER = 10;
const MAX_NAME = 60;

/**
 * @param {{settings: import("./settings.js").Settings, save: (patch: object) => Promise<any>,
 *   test?: (sound: string) => void, children?: any}} props `test` plays a sound, where it is heard
 */
export function SettingsForm({ settings, save, test, children }) {
  return html`<div class="settings">
    <${Name} name=${settings.name} save=${save} />
    <${Choice}
      title=${t("Language")}
      value=${settings.language || language}
      choices=${languages}
      isLanguage
      onChoose=${(code) => save({ language: code })}
    />
    <${Choice}
      title=${t("Text size")}
      value=${settings.text_size}
      choices=${SIZES}
      onChoose=${(text_size) => save({ text_size })}
    />
    <${Choice} title=${t("Colours")} value=${settings.theme} choices=${THEMES} onChoose=${(theme) => save({ theme })} />
    <${Choice}
      title=${t("Count what is to be made")}
      value=${settings.counts}
      choices=${COUNTS}
      onChoose=${(counts) => save({ counts })}
    />
    <${Choice}
      title=${t("Preparation times")}
      value=${settings.figures ? "shown" : "off"}
      choices=${{ off: t("Off"), shown: t("In the head of the screen") }}
      onChoose=${(wish) => save({ figures: wish === "shown" })}
    />
    <${Volume} volume=${settings.volume} save=${save} />
    <${SoundChoices} sounds=${settings.sounds} save=${save} test=${test} />
    ${children}
  </div>`;
}

function Name({ name, save }) {
  const [typed, type] = useState(null);
  const text = typed ?? name;
  const rename = async () => {
    const answer = await save({ name: text.trim() });
    if (answer) type(null);
  };
  return html`<form
    class="setting"
    onSubmit=${(event) => {
      event.preventDefault();
      rename();
    }}
  >
    <label for="screen-name">${t("Name")}</label>
    <div class="choices">
      <input
        id="screen-name"
        name="screen-name"
        data-field="name"
        autocomplete="off"
        maxlength=${MAX_NAME}
        value=${text}
        onInput=${(event) => type(event.target.value)}
      />
      <${Press} onPress=${rename} disabled=${!text.trim() || text.trim() === name}>${t("Rename")}<//>
    </div>
  </form>`;
}

function Choice({ title, value, choices, isLanguage = false, onChoose }) {
  return html`<div class="setting" role="group" aria-label=${title}>
    <span>${title}</span>
    <div class="choices">
      ${Object.entries(choices).map(
        ([code, words]) => html`<button
          type="button"
          key=${code}
          lang=${isLanguage ? code : undefined}
          aria-pressed=${code === value}
          onClick=${() => code !== value && onChoose(code)}
        >
          ${code === value && html`<span aria-hidden="true">✓ </span>`}${words}
        </button>`,
      )}
    </div>
  </div>`;
}

function Volume({ volume, save }) {
  const step = (by) => save({ volume: Math.max(0, Math.min(100, volume + by)) });
  return html`<div class="setting" role="group" aria-label=${t("Volume")}>
    <span>${t("Volume")}</span>
    <div class="choices">
      <button type="button" aria-label=${t("Quieter")} disabled=${volume === 0} onClick=${() => step(-LOUDER)}>−</button>
      <output aria-live="polite">${volume === 0 ? t("Silent") : `${volume} %`}</output>
      <button type="button" aria-label=${t("Louder")} disabled=${volume === 100} onClick=${() => step(LOUDER)}>+</button>
      <span class="bar" aria-hidden="true"><meter min="0" max="100" value=${volume}></meter></span>
    </div>
  </div>`;
}

function SoundChoices({ sounds, save, test }) {
  return html`<div class="setting" role="group" aria-label=${t("Sounds")}>
    <span>${t("Sounds")}</span>
    <ul class="sounds">
      ${Object.entries(SOUNDS).map(
        ([name, words]) => html`<li key=${name}>
          <button
            type="button"
            class="switch"
            aria-pressed=${sounds[name]}
            onClick=${() => save({ sounds: { [name]: !sounds[name] } })}
          >
            <span aria-hidden="true">${sounds[name] ? "✓" : "✗"}</span> ${words}
          </button>
          ${test &&
          html`<button type="button" aria-label=${t("Play: {sound}", { sound: words })} onClick=${() => test(name)}>
            ♪ ${t("Play")}
          </button>`}
        </li>`,
      )}
    </ul>
  </div>`;
}
