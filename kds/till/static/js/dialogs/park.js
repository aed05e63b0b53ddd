/** Putting an order into the receipt park. */
import { t } from "/languages/language.js";
import { compact, el } from "../dom.js";
import { doDeed } from "../orders/deeds.js";
import { isWorkshop } from "../settled.js";
import { openDialog } from "./dialog.js";

/** Ask for the table, and park the order there; where there are no tables nothing is asked. */
export async function openPark(shown) {
  if (isWorkshop()) {
    await doDeed(shown, "park");
    return;
  }
  const table = el("input", {
    name: "table",
    maxlength: 80,
    autocomplete: "off",
    value: shown.order.table ?? "",
  });
  const park = async () => {
    await doDeed(shown, "park", compact({ table: table.value.trim() }));
  };
  openDialog({
    title: t("Park {number}", { number: shown.order.number }),
    about: shown,
    content: el("label", {}, t("Table"), table),
    verb: t("Park"),
    act: park,
  });
  table.select();
}
