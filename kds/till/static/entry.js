/** Taking an order: lines by keyboard or touch, sent once however often it must be tried. */
import { ask } from "./ask.js";

const template = document.getElementById("line-template");
const lines = document.getElementById("lines");

/** Make the form work; `sent` is called after each order. */
export function startEntry(form, sent) {
  // The same content tried again after a lost answer carries the same key: one order, not two.
  let attempt = { content: "", key: "" };

  async function submit() {
    const order = read(form);
    const content = JSON.stringify(order);
    if (attempt.content !== content) attempt = { content, key: newKey() };
    const button = form.querySelector(".send");
    button.disabled = true;
    try {
      const answer = await ask("POST", "/api/v1/orders", order, { "Idempotency-Key": attempt.key });
      attempt = { content: "", key: "" };
      clear(form);
      say(form, `Order ${answer.number} is taken.`);
      sent();
    } catch (error) {
      say(form, error.problems?.length ? marked(form, error.problems) : error.message, true);
    } finally {
      button.disabled = false;
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      if (!form.querySelector(".send").disabled) submit();
    } else if (event.target.matches("#lines input")) {
      event.preventDefault();
      nextLine(event.target.closest("li"));
    }
  });
  document.getElementById("add-line").addEventListener("click", () => addLine().focus());
  addLine();
}

function nextLine(line) {
  const next = line.nextElementSibling;
  (next ? next.querySelector(".product") : addLine()).focus();
}

function addLine() {
  const line = template.content.firstElementChild.cloneNode(true);
  line.querySelector(".remove").addEventListener("click", () => {
    line.remove();
    (lines.querySelector("li:last-child .product") ?? addLine()).focus();
  });
  lines.append(line);
  return line.querySelector(".product");
}

function filledLines() {
  return [...lines.children].filter((line) => line.querySelector(".product").value.trim());
}

function read(form) {
  const { service, table, customer, phone, note, needs_approval } = form.elements;
  const who = compact({ name: customer.value.trim(), phone: phone.value.trim() });
  return compact({
    service: service.value,
    table: table.value.trim(),
    customer: Object.keys(who).length ? who : null,
    note: note.value.trim(),
    needs_approval: needs_approval.checked || null,
    lines: filledLines().map(readLine),
  });
}

function readLine(line) {
  const value = (name) => line.querySelector(name).value.trim();
  const words = (name) => value(name).split(",").map((word) => word.trim()).filter(Boolean);
  const [modifiers, allergens] = [words(".modifiers"), words(".allergens")];
  return compact({
    product: value(".product"),
    quantity: Number(value(".quantity")),
    category: value(".category"),
    modifiers: modifiers.length ? modifiers : null,
    allergens: allergens.length ? allergens : null,
    note: value(".note"),
  });
}

/** Leave out what was left empty: the till knows what that means. */
function compact(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== "" && value !== null));
}

/** Mark each wrong field and return what is wrong in words. */
function marked(form, problems) {
  const filled = filledLines();
  return problems
    .map(({ path, reason }) => {
      const [, number, field] = path.match(/^\$\.lines\[(\d+)\]\.(\w+)/) ?? [];
      const input = number === undefined
        ? form.elements[path.replace(/^\$\.(customer\.)?/, "").replace(/^name$/, "customer")]
        : filled[Number(number)]?.querySelector(`.${field}`);
      input?.setAttribute?.("aria-invalid", "true");
      if (path === "$.lines") return "An order needs at least one product.";
      return `${number === undefined ? path.slice(2) : `Line ${Number(number) + 1}, ${field}`}: ${reason}`;
    })
    .join("\n");
}

function say(form, text, wrong = false) {
  const said = form.querySelector(".said");
  said.className = wrong ? "said wrong" : "said";
  said.textContent = text;
  if (!wrong) form.querySelectorAll("[aria-invalid]").forEach((i) => i.removeAttribute("aria-invalid"));
}

function clear(form) {
  const service = form.elements.service.value;
  form.reset();
  form.elements.service.value = service;
  lines.replaceChildren();
  addLine().focus();
}

/** Return a random key; crypto.randomUUID is missing on pages without TLS. */
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}
