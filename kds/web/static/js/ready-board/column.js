import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { fit } from "./fit.js";
import { isNew } from "./numbers.js";

/** Shares of the screen's shorter side; the least is read from six metres away. */
const LEAST = 0.065;
const MOST = 0.24;
/** A cell around its letters, in sizes of them: the air at both sides, the line, a name below. */
const AIR = 0.7;
const LINE = 1.35;
const NAME = 0.5;
/** A longer name ends in dots: it must not make the numbers smaller. */
const NAME_AT_MOST = 2.5;

const pen = document.createElement("canvas").getContext("2d");

/** One column of numbers, as large as the space allows; what does not fit is counted. */
export function Column({ kind, title, numbers, now }) {
  const list = useRef(null);
  const box = useBox(list);
  const named = numbers.some((one) => one.name);
  const side = Math.min(innerWidth, innerHeight);
  const { size, columns, shown } = fit({
    count: numbers.length,
    width: box.width,
    height: box.height,
    wide: widest(numbers) + AIR,
    high: LINE + (named ? NAME : 0),
    least: LEAST * side,
    most: MOST * side,
  });
  const rest = numbers.length - shown;
  const style = { fontSize: `${size}px`, gridTemplateColumns: `repeat(${columns}, 1fr)` };
  return html`<section class="numbers ${kind}">
    <h2>${title}</h2>
    <ul ref=${list} style=${style}>
      ${numbers.slice(0, shown).map(
        (one) => html`<li key=${one.order_id} class=${isNew(one, now) ? "new" : ""}>
          <b>${one.number}</b>
          ${one.name && html`<span>${one.name}</span>`}
        </li>`,
      )}
      ${rest > 0 && html`<li key="rest" class="rest">${t("+{count}", { count: rest })}</li>`}
    </ul>
  </section>`;
}

/** @returns {number} the width of the longest number or name, in sizes of its letters */
function widest(numbers) {
  pen.font = `800 100px ${getComputedStyle(document.body).fontFamily}`;
  const width = (text) => pen.measureText(text).width / 100;
  const names = numbers.map((one) => Math.min(NAME_AT_MOST, width(one.name ?? "") * NAME));
  return Math.max(1, ...names, ...numbers.map((one) => width(one.number)));
}

/** @returns {{width: number, height: number}} the space in an element, measured again as it changes */
function useBox(ref) {
  const [box, set] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry.contentRect;
      set({ width, height });
    });
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return box;
}
