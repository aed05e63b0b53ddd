/** What is given in cash and what goes back: only reckoned here, the till need not know. */
import { t } from "/languages/language.js";
import { button, el } from "../dom.js";
import { cents, likelyGiven, money, plain } from "../money.js";

/** @param {() => number} amount what is to be paid */
export function cashCounter(amount) {
  const given = el("input", {
    name: "given",
    inputmode: "decimal",
    autocomplete: "off",
    oninput: update,
  });
  const change = el("output", { class: "change" });
  const notes = el("div", { class: "chips", role: "group", "aria-label": t("Notes") });
  const element = el(
    "div",
    { class: "cash" },
    el("label", {}, t("Given"), given),
    notes,
    el("p", { class: "large" }, change),
  );
  let offered = null;

  /** Show the change for the amount as it is now. */
  function update() {
    const due = amount();
    if (due !== offered) {
      offered = due;
      notes.replaceChildren(...likelyGiven(due).map((sum) => button(money(sum), () => take(sum))));
      for (const note of notes.children) note.className = "chip";
    }
    const back = reckon();
    if (back === null) change.replaceChildren();
    else if (back < 0) change.replaceChildren(t("Missing"), " ", strong(-back));
    else change.replaceChildren(t("Change due"), " ", strong(back));
  }

  function take(sum) {
    given.value = plain(sum);
    update();
  }

  function reckon() {
    const sum = cents(given.value);
    return sum === null ? null : sum - amount();
  }

  return {
    element,
    update,
    /** @returns {number | null} the change to give, if anything was typed; Error if it is short */
    change() {
      const back = reckon();
      if (given.value.trim() && back === null) throw new Error(t("What is given is no amount."));
      if (back !== null && back < 0) {
        throw new Error(t("That is too little. To take a part, change the amount."));
      }
      return back;
    },
  };
}

function strong(sum) {
  return el("strong", {}, money(sum));
}
