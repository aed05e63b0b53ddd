/** What the kitchen is out of: grey in the menu, and asked about before it is taken all the same. */
import { t } from "/languages/language.js";
import { openDialog } from "../dialogs/dialog.js";
import { el } from "../dom.js";
import { theTill } from "../settled.js";
import { agreedTime } from "../times.js";

/** @returns {{product: string, at: string, by: string} | undefined} how a product was marked */
export function soldOut(product) {
  return theTill().soldOut.find((each) => key(each.product) === key(product));
}

/** @returns {string} what makes one list another */
export function soldOutNow() {
  return theTill().soldOut.map((each) => key(each.product)).join("\n");
}

/** Say who marked it and when, and `take` it only if the person wants it all the same. */
export function askAboutSoldOut({ product, at, by }, take) {
  openDialog({
    title: t("{product} is sold out", { product }),
    content: [
      el("p", {}, t("Since {time}. Marked by {who}.", { time: agreedTime(at), who: by })),
      el("p", {}, t("The kitchen cannot make it. Ask there before you promise it.")),
    ],
    verb: t("Take it all the same"),
    kind: "danger",
    act: () => take,
  });
}

function key(name) {
  return name.normalize("NFC").toLowerCase();
}
