/** What a manager asks of this screen from afar: to show which one it is, to load itself anew. */
import { useEffect, useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { useSettings } from "./settings.js";

const SHOWN_MS = 10_000;

/**
 * Call `doing.identify` or `doing.reload` when a manager asks for it while this page is open.
 * @param {{answered: {add: Function}}} connection
 * @param {{identify: () => void, reload: () => void}} doing @returns {() => void} ends it
 */
export function whenAsked(connection, doing) {
  let before = null;
  return connection.answered.add((/** @type {any} */ { asked } = {}) => {
    if (!asked) return;
    if (before && asked.identify > before.identify) doing.identify();
    if (before && asked.reload > before.reload) doing.reload();
    before = asked;
  });
}

/** The screen's name, as large as it goes, for some seconds or until it is touched. */
export function Identify({ connection, reload }) {
  const { name } = useSettings();
  const [times, show] = useState(0);
  useEffect(() => whenAsked(connection, { identify: () => show((count) => count + 1), reload }), []);
  useEffect(() => {
    if (times === 0) return undefined;
    const timer = setTimeout(() => show(0), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [times]);
  if (times === 0) return null;
  // A long name is set smaller: all of it must be read from across the kitchen.
  return html`<button type="button" class="identify" onClick=${() => show(0)}>
    <span>${t("This is")}</span>
    <strong class=${name.length > 12 ? "long" : ""}>${name}</strong>
  </button>`;
}
