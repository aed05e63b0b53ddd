/**
 * Which key does what: the keys of a profile, and on top of it what was learned. Pure.
 *
 * @typedef {Record<string, string[]>} Keys the keys of each action
 * @typedef {Record<string, string>} Learned the key that each action was taught, or NONE
 */

/** Learned by an action that shall have no key. */
export const NONE = "none";

/** Keys that a browser, the window or a person without sight needs as they are. */
const RESERVED = new Set([
  ...["Escape", "Tab", "Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "NumLock", "Fn"],
  ...["Dead", "Process", "Unidentified", ""],
]);
const LONGEST = 32;

/** @returns {string} what a key is called here; on the numeric pad NumLock makes no difference */
export function nameOf({ key, code = "" }) {
  if (code.startsWith("Numpad")) return code;
  if (key === " ") return "Space";
  return key.length === 1 ? key.toLowerCase() : key;
}

/** @returns {boolean} whether an action can have this key */
export function canLearn(key) {
  return !RESERVED.has(key) && key !== NONE && key.length <= LONGEST;
}

/**
 * @param {Keys} profile @param {Learned} learned
 * @returns {Keys} the keys in force: who was taught a key has that one, and nobody else has it
 */
export function keysInForce(profile, learned) {
  const taught = new Set(Object.keys(profile).map((action) => learned[action]));
  return Object.fromEntries(
    Object.entries(profile).map(([action, keys]) => {
      if (learned[action] === NONE) return [action, []];
      if (learned[action]) return [action, [learned[action]]];
      return [action, keys.filter((key) => !taught.has(key))];
    }),
  );
}

/** @param {Keys} keys those in force @returns {string | null} the action of a key */
export function actionOf(key, keys) {
  const found = Object.entries(keys).find(([, each]) => each.includes(key));
  return found ? found[0] : null;
}

/** @returns {string | null} the other action that has the key now, and would lose it */
export function conflict(key, action, keys) {
  const holder = actionOf(key, keys);
  return holder === action ? null : holder;
}

/** @returns {Learned} with the key taught to the action, and taken from who was taught it before */
export function taught(learned, action, key) {
  const others = Object.entries(learned).filter(([, each]) => key === NONE || each !== key);
  return { ...Object.fromEntries(others), [action]: key };
}
