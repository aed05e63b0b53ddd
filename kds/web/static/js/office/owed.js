/** The refunds that are owed: asked for once, for the head of every page and for their list. */
import { useEffect } from "preact/hooks";
import { t } from "/languages/language.js";
import { useChanges } from "../hooks.js";
import { html } from "../html.js";
import { listeners } from "../listeners.js";
import { get } from "./api.js";

const EVERY_MS = 4000;
const changed = listeners();
let owed = { value: null, problem: null };
let turn = 0;
let timer = null;

/** @returns {{value: any, problem: string | null, again: () => Promise<void>}} */
export function useOwed() {
  useChanges(changed);
  useEffect(() => {
    if (timer !== null) return;
    timer = setInterval(ask, EVERY_MS);
    ask();
  }, []);
  return { ...owed, again: ask };
}

async function ask() {
  const own = (turn += 1);
  const answer = await everyPage().then(
    (value) => ({ value, problem: null }),
    (problem) => ({ ...owed, problem: problem.message }),
  );
  // An answer that was overtaken by a newer question says nothing new.
  if (own !== turn) return;
  owed = answer;
  changed.tell();
}

async function everyPage() {
  let page = await get("/api/v1/refunds");
  const refunds = [...page.refunds];
  while (page.next !== null) {
    page = await get(`/api/v1/refunds?after=${encodeURIComponent(page.next)}`);
    refunds.push(...page.refunds);
  }
  return { ...page, refunds };
}

/** How many there are, beside the word in the head of the page. */
export function OwedCount() {
  const count = useOwed().value?.refunds.length ?? 0;
  if (count === 0) return null;
  return html`<b class="count" title=${t("owed to customers")}>${count}</b>`;
}
