/** Changing an order: the same form as for a new one, filled in. */
import { t } from "/languages/language.js";
import { orderForm } from "../entry/form.js";
import { useMenu } from "../entry/known-menu.js";
import { doDeed, lookUp } from "../orders/deeds.js";
import { openDialog } from "./dialog.js";

/** Let the order be changed; what it was when the window opened is what is changed. */
export async function openChange({ order_id: orderId }) {
  const [menu, shown] = await Promise.all([useMenu(), lookUp(orderId)]);
  const form = orderForm(menu, { isNew: false });
  form.fill(shown.order);
  const dialog = openDialog({
    title: t("Change {number}", { number: shown.order.number }),
    about: shown,
    content: form.element,
    verb: t("Save the change"),
    act: change,
    size: "whole",
  });

  async function change() {
    const wrong = form.check();
    if (wrong) throw new Error(wrong);
    try {
      await doDeed(shown, "change", changed(form.read()));
    } catch (error) {
      if (error.problems?.length) error.message = form.mark(error.problems);
      throw error;
    }
  }

  form.focus();
  return dialog;
}

/** What is empty now is taken away, not left as it was. @param {Record<string, any>} told */
function changed({ service, lines, ...told }) {
  const none = { table: null, customer: null, responsible: null, note: null, due_at: null };
  return { ...none, ...told, service, lines };
}
