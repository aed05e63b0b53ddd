/** Who gets the order, how and when, and who answers for it. */
import { t } from "/languages/language.js";
import { compact, el } from "../dom.js";
import { isWorkshop } from "../settled.js";
import { SERVICES } from "../words.js";
import { suggestCustomers } from "./customer.js";
import { pickupField } from "./pickup.js";
import { responsibleField } from "./responsible.js";

const MORE = "kds-more";

/** @param isNew whether it may still be said that the kitchen must say yes first */
export function headFields({ isNew, changed }) {
  const typed = (name, props) =>
    el("input", { name, autocomplete: "off", oninput: changed, ...props });
  const inputs = {
    table: typed("table", { maxlength: 80 }),
    customer: typed("customer", { maxlength: 120 }),
    phone: typed("phone", { maxlength: 32, inputmode: "tel" }),
    note: typed("note", { maxlength: 500 }),
    responsible: responsibleField(isNew, changed),
    approval: el("input", { type: "checkbox", name: "needs_approval", onchange: changed }),
  };
  const pickup = pickupField(changed);
  inputs.due_at = pickup.input;
  const usual = isWorkshop() ? "takeaway" : "dine-in";
  const services = [...new Set([usual, ...Object.keys(SERVICES)])].map((service) => {
    const props = { type: "radio", name: "service", value: service, onchange: chosen };
    const input = el("input", props);
    return { service, input, label: el("label", { class: "chip" }, input, SERVICES[service]) };
  });
  const tableField = el("label", {}, t("Table"), inputs.table);
  const summary = el("summary", { onclick: keepOpen });
  const note = el("label", {}, t("Note to the kitchen"), inputs.note);
  const more = el(
    "details",
    { class: "more" },
    summary,
    found(t("Phone"), inputs.phone),
    el("label", {}, t("Responsible"), inputs.responsible.element),
    note,
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
    tableField,
    found(t("Customer"), inputs.customer),
    more,
  );

  /** A field that suggests customers, and fills in both of theirs. */
  function found(label, input) {
    const list = suggestCustomers(input, ({ name, phone }) => {
      inputs.customer.value = name ?? inputs.customer.value;
      inputs.phone.value = phone;
      more.open = true;
      changed();
    });
    return el("div", { class: "finding" }, el("label", {}, label, input), list);
  }

  function chosen() {
    placePickup();
    changed();
  }

  /** Of an order that somebody comes for, the time is asked at once. */
  function placePickup() {
    const isAtOnce = service() === "takeaway";
    summary.textContent = isAtOnce ? t("Phone and more") : t("Phone, pickup time and more");
    if (isAtOnce) more.before(pickup.element);
    else note.before(pickup.element);
  }

  function service() {
    return services.find(({ input }) => input.checked)?.service;
  }

  /** Whoever needs these fields with each order keeps them open. */
  function keepOpen() {
    localStorage.setItem(MORE, more.open ? "" : "open");
  }

  /** @param order as an order has these fields; without one everything is empty */
  function fill(order = {}) {
    const { service: given = usual, table = "", customer, note: said = "" } = order;
    for (const each of services) each.input.checked = each.service === given;
    inputs.table.value = table;
    tableField.hidden = isWorkshop() && !table;
    inputs.customer.value = customer?.name ?? "";
    inputs.phone.value = customer?.phone ?? "";
    inputs.note.value = said;
    inputs.responsible.value = order.responsible ?? "";
    pickup.fill(order.due_at);
    placePickup();
    inputs.approval.checked = order.needs_approval ?? false;
    const isTimed = order.due_at && more.contains(pickup.element);
    const isUsed = customer?.phone || said || order.needs_approval || isTimed;
    more.open = Boolean(isUsed || localStorage.getItem(MORE));
  }

  function read() {
    const [name, phone] = [inputs.customer.value.trim(), inputs.phone.value.trim()];
    return compact({
      service: service(),
      table: inputs.table.value.trim(),
      customer: name || phone ? compact({ name, phone }) : null,
      responsible: inputs.responsible.value.trim(),
      due_at: pickup.read(),
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

  /** Mark what is wrong before it is sent. @returns {string} what it is, or "" */
  function check() {
    const wrong = pickup.wrong();
    if (wrong) mark("$.due_at");
    return wrong;
  }

  return { element, fill, read, check, mark };
}
