/** Asking why: words that are ready, or one's own. */
import { t } from "/languages/language.js";
import { button, el, focusTyping } from "../dom.js";

/**
 * @param {string[]} ready what is often the reason
 * @returns `element`, and `value`, which throws where nothing is said
 */
export function reasonField(ready) {
  const input = el("input", { name: "reason", maxlength: 200, autocomplete: "off" });
  const choose = (text) => {
    input.value = text;
    input.removeAttribute("aria-invalid");
  };
  const presses = ready.map((text) => button(text, () => choose(text), { class: "chip" }));
  const element = el(
    "div",
    { class: "reason" },
    el("div", { class: "chips", role: "group", "aria-label": t("Reasons") }, presses),
    el("label", {}, t("Reason"), input),
  );
  return {
    element,
    focus: () => focusTyping(input),
    optional: () => input.value.trim() || undefined,
    value() {
      const said = input.value.trim();
      if (said) return said;
      input.setAttribute("aria-invalid", "true");
      throw new Error(t("Say why."));
    },
  };
}
