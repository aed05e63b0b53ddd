/** Who gets the order and how: service, table, customer, note. */
import { t } from "/languages/language.js";
import { compact, el } from "../dom.js";
import { SERVICES } from "../words.js";

/** @param isNew whether it may still be said that the kitchen must say yes first */
export function headFields({ isNew, changed }) {
  const typed = (name, props) =>
    el("input", { name, autocomplete: "off", oninput: changed, ...props });
  const inputs = {
    table: typed("table", { maxlength: 80 }),
    customer: typed("customer", { maxlength: 120 }),
    phone: typed("phone", { maxlength: 32, inputmode: "tel" }),
    note: typed("note", { maxlength: 500 }),
    approval: el("input", { type: "checkbox", name: "needs_approval", onchange: changed }),
  };
  const services = Object.entries(SERVICES).map(([service, label]) => {
    const props = { type: "radio", name: "service", value: service, onchange: changed };
    const input = el("input", props);
    return { service, input, label: el("label", { class: "chip" }, input, label) };
  });
  const more = el(
    "details",
    { class: "more" },
    el("summary", {}, isNew ? t("Phone, note, approval") : t("Phone, note")),
    el("label", {}, t("Phone"), inputs.phone),
    el("label", {}, t("Note to the kitchen"), inputs.note),
    isNew &&
      el("label", { class: "check" }, inputs.approval, t("The kitchen must say yes first")),
  );
  const element = el(
    "div",
    { class: "order-head" },
    el(
      "fieldset",
      { class: "chips" },
      el("legend", { class: "spoken" }, t("Service")),
      services.map(({ label }) => label),
    ),
    el("label", {}, t("Table"), inputs.table),
    el("label", {}, t("Customer"), inputs.customer),
    more,
  );

  /** @param order as an order has these fields; without one everything is empty */
  function fill(order = {}) {
    const { service = "dine-in", table = "", customer, note = "" } = order;
    for (const each of services) each.input.checked = each.service === service;
    inputs.table.value = table;
    inputs.customer.value = customer?.name ?? "";
    inputs.phone.value = customer?.phone ?? "";
    inputs.note.value = note;
    inputs.approval.checked = order.needs_approval ?? false;
    more.open = Boolean(customer?.phone || note || order.needs_approval);
  }

  function read() {
    const [name, phone] = [inputs.customer.value.trim(), inputs.phone.value.trim()];
    return compact({
      service: services.find(({ input }) => input.checked)?.service,
      table: inputs.table.value.trim(),
      customer: name || phone ? compact({ name, phone }) : null,
      note: inputs.note.value.trim(),
      needs_approval: (isNew && inputs.approval.checked) || null,
    });
  }

  /** Mark the field of a path like `$.customer.phone`. */
  function mark(path) {
    const name = path.replace(/^\$\.(customer\.)?/, "").replace(/^name$/, "customer");
    inputs[name]?.setAttribute("aria-invalid", "true");
    if (more.contains(inputs[name] ?? null)) more.open = true;
  }

  return { element, fill, read, mark };
}
