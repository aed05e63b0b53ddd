import { html } from "../html.js";
import { firstKey } from "./key-words.js";
import { useSettings } from "./settings.js";

/** The key of an action on this screen, if it has one. */
export function Key({ action }) {
  useSettings();
  const word = firstKey(action);
  return word && html`<kbd>${word}</kbd>`;
}
