/** Which key does what on this screen: a profile, and for each action a key that one presses. */
import { useLayoutEffect, useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { tellProblem } from "../problems.js";
import { Dialog } from "./dialog.js";
import { canLearn, conflict, keysInForce, nameOf, NONE, taught } from "./key-map.js";
import { profileOf } from "./key-profiles.js";
import { ACTIONS, keyWord, PROFILE_WORDS } from "./key-words.js";
import { settings, useSettings } from "./settings.js";

export function LearnKeys({ onClose }) {
  const { profile, learned } = useSettings().keys;
  const keys = keysInForce(profileOf(profile), learned);
  const [action, choose] = useState(null);
  const [pressed, press] = useState(null);
  const end = () => {
    choose(null);
    press(null);
  };
  const teach = (key) => {
    save({ profile, learned: taught(learned, action, key) });
    end();
  };
  const heard = (key) => (conflict(key, action, keys) ? press(key) : teach(key));
  return html`<${Dialog} title=${t("Learn keys")} onClose=${onClose}>
    <div class="learn-profiles" role="group" aria-label=${t("What stands before this screen")}>
      ${Object.entries(PROFILE_WORDS).map(
        ([name, words]) => html`<button
          key=${name}
          type="button"
          aria-pressed=${name === profile}
          onClick=${() => name !== profile && save({ profile: name, learned: {} })}
        >
          ${name === profile && html`<span aria-hidden="true">✓ </span>`}${words}
        </button>`,
      )}
      <button
        type="button"
        disabled=${Object.keys(learned).length === 0}
        onClick=${() => save({ profile, learned: {} })}
      >
        ${t("Back to the usual keys")}
      </button>
    </div>
    <ul class="learn-list">
      ${Object.entries(ACTIONS).map(
        ([name, words]) => html`<li key=${name} data-action=${name} class=${name === action ? "learning" : ""}>
          <span>${words}</span>
          ${name === action
            ? html`<${Learning}
                words=${words}
                pressed=${pressed}
                holder=${pressed && conflict(pressed, action, keys)}
                onKey=${heard}
                onUse=${() => teach(pressed)}
                onEnd=${end}
              />`
            : html`<${Known}
                words=${words}
                keys=${keys[name]}
                onLearn=${() => {
                  press(null);
                  choose(name);
                }}
                onClear=${() => save({ profile, learned: taught(learned, name, NONE) })}
              />`}
        </li>`,
      )}
    </ul>
  <//>`;
}

function Known({ words, keys, onLearn, onClear }) {
  return html`<span class="learned-keys">
      ${keys.length === 0 ? html`<i>${t("no key")}</i>` : keys.map((key) => html`<kbd key=${key}>${keyWord(key)}</kbd> `)}
    </span>
    <button type="button" aria-label=${t("Learn the key for: {action}", { action: words })} onClick=${onLearn}>
      ${t("Learn")}
    </button>
    <button
      type="button"
      disabled=${keys.length === 0}
      aria-label=${t("Clear the key for: {action}", { action: words })}
      onClick=${onClear}
    >
      ${t("Clear")}
    </button>`;
}

/** Waits for a key; if that one does something else already, says what, and asks. */
function Learning({ words, pressed, holder, onKey, onUse, onEnd }) {
  // In the same turn as the press on "Learn": a key that follows at once is heard too.
  useLayoutEffect(() => {
    if (pressed) return undefined;
    // Before anything else hears it: whatever the key does now, it is only learned.
    const hear = (event) => {
      event.stopPropagation();
      const key = nameOf(event);
      if (key === "Tab") return;
      event.preventDefault();
      if (key === "Escape") onEnd();
      else if (!event.repeat && canLearn(key)) onKey(key);
    };
    addEventListener("keydown", hear, { capture: true });
    return () => removeEventListener("keydown", hear, { capture: true });
  }, [pressed, onKey]);
  if (!pressed) {
    return html`<b class="press-now" role="status">${t("Press the key now")}</b>
      <button type="button" onClick=${onEnd}>${t("Cancel")}</button>`;
  }
  return html`<p class="problem" role="alert">
      <kbd>${keyWord(pressed)}</kbd> ${t("is the key for: {action}", { action: ACTIONS[holder] })}
    </p>
    <button type="button" class="main-button" autofocus aria-label=${t("Use it here for: {action}", { action: words })} onClick=${onUse}>
      ${t("Use it here")}
    </button>
    <button type="button" onClick=${onEnd}>${t("Leave it")}</button>`;
}

async function save(keys) {
  const answer = await settings.save({ keys });
  if (answer?.ok) return;
  tellProblem(answer?.reason ?? t("The kitchen server did not answer. Press again when the screen is live."), answer?.path);
}
