/** A link to one order: `#pay=<id>` opens its payment, `#order=<id>` goes to its card. */
import { t } from "/languages/language.js";
import { SignedOut } from "./ask.js";
import { openDialog } from "./dialogs/dialog.js";
import { openPay } from "./dialogs/pay.js";
import { el } from "./dom.js";
import { lookUp } from "./orders/deeds.js";
import { clearFilter, goTo } from "./orders/list.js";
import { showView } from "./views.js";

/**
 * Do what the link of this page asks for, once; a reload of the page does not ask again.
 * @param ready what must be over before the focus may move
 */
export async function followLink(ready) {
  const [, what, id] = location.hash.match(/^#(pay|order)=(.+)$/) ?? [];
  if (!what) return;
  history.replaceState(null, "", location.pathname + location.search);
  await ready;
  try {
    const found = await lookUp(decoded(id));
    const isUnpaid = found.offered.some(({ action }) => action === "pay");
    clearFilter();
    showView("orders");
    goTo(found.order_id);
    if (what === "pay" && isUnpaid) openPay(found);
  } catch (error) {
    if (!(error instanceof SignedOut)) sayWhy(error);
  }
}

function decoded(id) {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

function sayWhy({ code, message }) {
  const isElsewhere = code === "unknown_order";
  openDialog({
    title: isElsewhere ? t("Not at this till") : t("The order cannot be shown"),
    content: [
      el("p", {}, message),
      isElsewhere && el("p", {}, t("It was taken at another till, or is not kept here any more.")),
    ].filter(Boolean),
  });
}
