/** What the kitchen is out of: the list, what may be put on it, and the button beside a line. */
import { useState } from "preact/hooks";
import { t } from "/languages/language.js";
import { html } from "../html.js";
import { clockTime } from "../times.js";
import { markOf, markSoldOut, nameKey, soldOut, useKitchen } from "./kitchen-state.js";
import { Press } from "./press.js";

const MENU = JSON.parse(document.body.dataset.menu || "[]");
const SHOWN = 60;

/** What is sold out now, each with the way back. */
export function SoldOutList({ connection }) {
  const list = soldOut(connection);
  if (list.length === 0) return html`<p class="nothing">${t("Nothing is sold out.")}</p>`;
  return html`<ul class="sold-out-list">
    ${list.map(
      ({ product, at, by }) => html`<li key=${product}>
        <span>
          <b>${product}</b>
          <small>${t("since {time}, by {who}", { time: clockTime(at), who: by })}</small>
        </span>
        <${Press}
          class="available"
          onPress=${() => markSoldOut(connection, product, false)}
          label=${t("{product} is there again", { product })}
        >
          ✓ ${t("There again")}
        <//>
      </li>`,
    )}
  </ul>`;
}

/** What may be marked: what stands on this screen, what is on the menu, or what somebody types. */
export function SoldOutChoice({ connection }) {
  const [sought, seek] = useState("");
  const typed = sought.trim();
  const left = choice(connection).filter((each) => !markOf(connection, each));
  const found = left.filter((each) => nameKey(each).includes(nameKey(typed)));
  const isNew = typed && !left.some((each) => nameKey(each) === nameKey(typed));
  const mark = async (product) => {
    // What was typed while the answer was on its way is for the next product.
    if (await markSoldOut(connection, product, true)) seek((now) => (now === sought ? "" : now));
  };
  return html`<label>
      ${t("Find a product, or type its name")}
      <input name="product" maxlength="120" value=${sought} onInput=${(event) => seek(event.target.value)} />
    </label>
    <div class="sold-out-choice" role="group" aria-label=${t("Mark as sold out")}>
      ${[...found.slice(0, SHOWN), ...(isNew && !markOf(connection, typed) ? [typed] : [])].map(
        (product) => html`<${Press}
          key=${product}
          onPress=${() => mark(product)}
          label=${t("Mark {product} as sold out", { product })}
        >
          ${product}
        <//>`,
      )}
    </div>
    ${found.length > SHOWN &&
    html`<p class="nothing">${t("{count} more: type a part of the name.", { count: found.length - SHOWN })}</p>`}`;
}

/** Beside a line: one press marks its product, the next one takes that back. */
export function SoldOutPress({ connection, product }) {
  useKitchen(connection);
  const isOut = markOf(connection, product) !== undefined;
  const label = isOut
    ? t("{product} is sold out. Press if it is there again.", { product })
    : t("Mark {product} as sold out", { product });
  return html`<${Press}
    class="beside ${isOut ? "is-out" : ""}"
    onPress=${() => markSoldOut(connection, product, !isOut)}
    label=${label}
  >
    ${isOut ? html`<b>✗ ${t("SOLD OUT")}</b>` : t("Sold out?")}
  <//>`;
}

/** @returns {string[]} what is being cooked first: that is what a cook runs out of; then the menu */
function choice(connection) {
  const cooked = [...connection.boards.values()].flatMap((board) => [...board.tickets.values()]);
  const names = [...cooked.flatMap((view) => (view.lines ?? []).map((line) => line.product)), ...MENU];
  return [...new Map(names.map((name) => [nameKey(name), name])).values()];
}
