/** When the customer comes: a time of a day, or the one that the till suggests. */
import { t } from "/languages/language.js";
import { button, el } from "../dom.js";
import { theTill, watchTill } from "../settled.js";
import { agreedTime, dayName, dayOf, laterDay, momentOf, timeOf } from "../times.js";

const DAYS_AHEAD = 60;

/** @returns `element`, the `inputs` by the field's name, `fill`, and `read`, which is null for none */
export function pickupField(changed) {
  const time = el("input", { type: "time", name: "due_at", oninput: typed });
  const day = el("select", { name: "due_day", "aria-label": t("Day of the pickup"), onchange: chosen });
  const suggest = button("", take, { class: "chip suggested" });
  const element = el(
    "div",
    { class: "pickup" },
    el("label", {}, t("Pickup time"), time),
    el("label", {}, t("Day"), day),
    suggest,
  );
  let given = null;
  let isDayChosen = false;

  function show(at) {
    const [today, own] = [dayOf(new Date()), at ? dayOf(at) : dayOf(new Date())];
    const days = Array.from({ length: DAYS_AHEAD }, (_, i) => laterDay(today, i));
    const all = days.includes(own) ? days : [own, ...days].sort();
    const names = { [today]: t("Today"), [laterDay(today, 1)]: t("Tomorrow") };
    day.replaceChildren(...all.map((each) => new Option(names[each] ?? dayName(each), each)));
    day.value = own;
    time.value = at ? timeOf(at) : "";
    day.disabled = !time.value;
  }

  function typed() {
    day.disabled = !time.value;
    if (!time.value) isDayChosen = false;
    if (time.value && !isDayChosen) {
      const now = new Date();
      const isPast = time.value < timeOf(now);
      show(momentOf(laterDay(dayOf(now), isPast ? 1 : 0), time.value));
    }
    changed();
  }

  function chosen() {
    isDayChosen = true;
    changed();
  }

  function take() {
    isDayChosen = false;
    show(theTill().suggestedPickupAt);
    changed();
    time.focus();
  }

  /** @param dueAt when it is agreed for, or nothing */
  function fill(dueAt) {
    given = dueAt ?? null;
    isDayChosen = given !== null;
    show(given);
  }

  function read() {
    if (!time.value) return null;
    const isAsGiven = given && timeOf(given) === time.value && dayOf(given) === day.value;
    return isAsGiven ? given : momentOf(day.value, time.value).toISOString();
  }

  watchTill(element, () => {
    const at = theTill().suggestedPickupAt;
    suggest.hidden = !at;
    if (at) suggest.textContent = t("Suggested: {time}", { time: agreedTime(at) });
  });
  return { element, inputs: { due_at: time }, fill, read };
}
