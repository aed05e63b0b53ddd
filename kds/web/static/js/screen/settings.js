/**
 * What was chosen for this screen, at it or by a manager from afar: the server keeps it with the
 * display, this page holds a copy. The page comes with it, so that its first paint is right.
 *
 * @typedef {{
 *   name: string, language: string, text_size: "small" | "normal" | "large" | "huge",
 *   theme: "dark" | "light" | "contrast", volume: number, sounds: Record<string, boolean>,
 *   counts: "off" | "column" | "only", figures: boolean,
 *   keys: {profile: string, learned: Record<string, string>},
 * }} Settings `volume` from 0 to 100; `learned` is the key of each action that was learned
 */
import { useChanges } from "../hooks.js";
import { listeners } from "../listeners.js";
import { sound } from "../sound.js";

/** @type {Settings} what holds where nobody has chosen */
export const DEFAULTS = {
  name: "",
  language: "",
  text_size: "normal",
  theme: "dark",
  volume: 100,
  sounds: { new: true, changed: true, stopped: true, overdue: true, alarm: true },
  counts: "off",
  figures: false,
  keys: { profile: "keyboard", learned: {} },
};

let connection = null;
/** Choices that the server has not answered: until it has, what it says may not know of them. */
let saving = 0;
let heard = null;

export const settings = {
  now: merged(JSON.parse(document.body?.dataset.settings || "{}")),
  changed: listeners(),
  save,
  follow,
};
const loadedWith = settings.now.language;
apply();

/** Take what the server says from now on, and save through it. */
function follow(line) {
  connection = line;
  connection.socket.on("settings", (told) => {
    if (saving === 0) take(told);
    else heard = told;
  });
}

/**
 * Choose something; it holds here at once, and no longer if the server refuses it.
 * @param {Partial<Omit<Settings, "sounds">> & {sounds?: Record<string, boolean>}} patch
 * @returns {Promise<any>} the server's answer, or null
 */
async function save(patch) {
  const before = settings.now;
  take({ ...before, ...patch, sounds: { ...before.sounds, ...patch.sounds } });
  if (!connection) return null;
  saving += 1;
  const answer = await connection.ask("set_screen", patch).catch(() => null);
  saving -= 1;
  if (!answer?.ok) {
    const old = Object.fromEntries(Object.keys(patch).map((name) => [name, before[name]]));
    take({ ...settings.now, ...old });
  }
  if (saving === 0 && heard) {
    take(heard);
    heard = null;
  }
  return answer;
}

/** Render again whenever something is chosen. @returns {Settings} */
export function useSettings() {
  useChanges(settings.changed);
  return settings.now;
}

function take(told) {
  settings.now = merged(told);
  apply();
  settings.changed.tell();
  // The words of a page are chosen when it is loaded. A person's own choice is saved first.
  if (settings.now.language !== loadedWith) setTimeout(reloadWhenSaved);
}

function reloadWhenSaved() {
  if (saving > 0) setTimeout(reloadWhenSaved, 100);
  else if (settings.now.language !== loadedWith) location.reload();
}

function merged(told) {
  return { ...DEFAULTS, ...told, sounds: { ...DEFAULTS.sounds, ...told.sounds } };
}

function apply() {
  const { theme, text_size, volume, sounds } = settings.now;
  Object.assign(document.documentElement.dataset, { theme, textSize: text_size });
  sound.set(volume, sounds);
}
