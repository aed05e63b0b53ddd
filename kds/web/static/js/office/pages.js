/** Lists that the server gives a page at a time. */
import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { get } from "./api.js";
import { useAsked } from "./poll.js";

/**
 * The list called `name` that the server has at `path`, as many pages of it as were asked for.
 * Each is asked for again and again, because what is new pushes the others down.
 */
export function usePages(path, name) {
  const [pages, setPages] = useState(1);
  const polled = useAsked(() => found(path, name, pages), `${path} ${pages}`);
  const isFetched = polled.value?.pages === pages;
  const more = () => isFetched && setPages(pages + 1);
  return { ...polled, items: polled.value?.[name] ?? [], isFetched, more };
}

async function found(path, name, pages) {
  const glue = path.includes("?") ? "&" : "?";
  let answer = await get(path);
  const items = [...answer[name]];
  for (let page = 1; page < pages && answer.next; page += 1) {
    answer = await get(`${path}${glue}after=${encodeURIComponent(answer.next)}`);
    items.push(...answer[name]);
  }
  return { ...answer, [name]: items, pages };
}

/** The button for the next page, where there is one. */
export function More({ polled }) {
  if (!polled.value?.next) return null;
  return html`<p class="more">
    <button type="button" aria-busy=${!polled.isFetched} onClick=${polled.more}>
      ${polled.isFetched ? t("More") : t("Fetching …")}
    </button>
  </p>`;
}
