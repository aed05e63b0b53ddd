/**
 * The language of this page: that of `<html lang>`, which the server has written. It is loaded
 * before anything that imports this module runs, so `t` may stand anywhere, also in constants.
 */
const COOKIE = "kds_language";
const KEPT_S = 365 * 24 * 60 * 60;
const TRIES = 3;

const known = await load(document.documentElement.lang || "en");

/** The code of the language: "fi". */
export const language = known.code;
/** The locale of dates and numbers in it. */
export const locale = language === "en" ? "en-GB" : language;
/** @type {Record<string, string>} what speakers call each language, by its code */
export const languages = known.languages;

/** @type {Record<string, string>} the name of each status by its code, the first that holds first */
export const statuses = known.statuses;

/** Say an English text in this language. @param values fills its places: "Page {page}" */
export function t(text, values = {}) {
  const fill = (place, name) => (Object.hasOwn(values, name) ? String(values[name]) : place);
  return translation(text).replace(/\{(\w+)\}/g, fill);
}

function translation(text) {
  return Object.hasOwn(known.texts, text) ? known.texts[text] : text;
}

/** @returns {string} the name of a status: of "IN_KITCHEN" "In kitchen" */
export function statusName(code) {
  return known.statuses[code] ?? code;
}

/** @returns {any} what a server has said in every language, in this one: a text, or several */
export function inLanguage(texts, otherwise) {
  return texts?.[language] ?? otherwise;
}

/** Choose a language for this browser, and show the page in it. */
export function choose(code) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${COOKIE}=${code}; path=/; max-age=${KEPT_S}; samesite=lax${secure}`;
  location.reload();
}

/**
 * Translate what is marked in static HTML, also in templates: `data-t` the text of an element,
 * `data-t="text title"` its text and attributes.
 */
export function translate(root) {
  for (const element of root.querySelectorAll("[data-t]")) {
    for (const name of (element.dataset.t || "text").split(" ")) {
      if (name === "text") translateText(element);
      else element.setAttribute(name, translation(element.getAttribute(name)));
    }
  }
  for (const { content } of root.querySelectorAll("template")) translate(content);
}

function translateText(element) {
  for (const node of element.childNodes) {
    if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) continue;
    const [, before, text, after] = node.data.match(/^(\s*)(.*?)(\s*)$/s);
    node.data = before + translation(text.replace(/\s+/g, " ")) + after;
  }
}

/** Put the choice of a language into each `<… data-languages>`. */
function offer(root) {
  for (const place of root.querySelectorAll("[data-languages]")) {
    const choice = document.createElement("select");
    choice.setAttribute("aria-label", t("Language"));
    for (const [code, name] of Object.entries(languages)) {
      const option = new Option(name, code, code === language, code === language);
      option.lang = code;
      choice.append(option);
    }
    choice.addEventListener("change", () => choose(choice.value));
    place.replaceChildren(choice);
  }
}

/** A page in English is better than none: whatever happens, there is an answer. */
async function load(code) {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const answer = await fetch(`/languages/${code}.json`, { signal: AbortSignal.timeout(3000) })
      .then((found) => (found.ok ? found.json() : null))
      .catch(() => null);
    if (answer) return answer;
  }
  return { code: "en", languages: {}, statuses: {}, texts: {} };
}

translate(document);
offer(document);
