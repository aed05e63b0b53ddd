/** Which section is shown and how it is sorted: both stand in the address, to be linked and kept. */
import { useEffect } from "preact/hooks";
import { t } from "/languages/language.js";
import { useChanges } from "../hooks.js";
import { listeners } from "../listeners.js";

/** @type {Record<string, {path: string, words: string}>} the sections, in the order of the guide */
export const SECTIONS = {
  new: { path: "/tickets", words: t("New ticket") },
  waiting: { path: "/tickets/waiting", words: t("Waiting") },
  ready: { path: "/tickets/ready", words: t("Ready for pickup") },
  all: { path: "/tickets/all", words: t("All (incl. closed)") },
};

const moved = listeners();
addEventListener("popstate", () => moved.tell());

/** @returns {{section: string, sort: string}} where the page is; `sort` as in `-customer` */
export function usePlace() {
  useChanges(moved);
  const found = Object.entries(SECTIONS).find(([, { path }]) => path === location.pathname);
  const section = found?.[0] ?? "new";
  useEffect(() => {
    document.title = SECTIONS[section].words;
  }, [section]);
  return { section, sort: new URLSearchParams(location.search).get("sort") ?? "due_at" };
}

/** Show another section without loading the page anew; the live line stays. */
export function go(section) {
  if (SECTIONS[section].path === location.pathname) return;
  history.pushState(null, "", SECTIONS[section].path);
  moved.tell();
}

/** Sort by a column; by the same one again the other way round. */
export function sortBy(column, sort) {
  const next = sort === column ? `-${column}` : column;
  history.replaceState(null, "", next === "due_at" ? location.pathname : `?sort=${next}`);
  moved.tell();
}
