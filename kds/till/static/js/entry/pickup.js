/**
 * When the customer comes: a time of a day, or the one that the till suggests. In a workshop, whose
 * work waits for days, a kitchen's pace suggests nothing.
 */
import { t } from "/languages/language.js";
import { button, el, focusTyping } from "../dom.js";
import { isWorkshop, theTill, watchTill } from "../settled.js";
import {
  agreedTime,
  clockWords,
  dayName,
  dayOf,
  laterDay,
  momentOf,
  timeOf,
  typedTime,
} from "../times.js";

const DAYS_AHEAD = 60;

/**
 * The field is no input of the type `time`: a browser writes that by its own language, not by this.
 * @returns `element`, `input`, `fill`, `read`, which is null for none, and `wrong`
 */
export function pickupField(changed) {
  const time = el("input", {
    name: "due_at",
    inputmode: "numeric",
    maxlength: 5,
    autocomplete: "off",
    placeholder: "--:--",
    oninput: typed,
    onchange: () => show(moment()),
  });
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
    if (!at && time.value.trim()) return;
    const today = dayOf(new Date());
    showDays(today, at ? dayOf(at) : today);
    time.value = at ? clockWords(at) : "";
  }

  function showDays(today, wanted) {
    const days = Array.from({ length: DAYS_AHEAD }, (_, i) => laterDay(today, i));
    const all = days.includes(wanted) ? days : [wanted, ...days].sort();
    const names = { [today]: t("Today"), [laterDay(today, 1)]: t("Tomorrow") };
    day.replaceChildren(...all.map((each) => new Option(names[each] ?? dayName(each), each)));
    day.value = wanted;
  }

  /** @returns {Date | null} what is typed and chosen */
  function moment() {
    const at = typedTime(time.value);
    return at ? momentOf(day.value, at) : null;
  }

  function typed() {
    const [at, now] = [typedTime(time.value), new Date()];
    if (!time.value.trim()) isDayChosen = false;
    const isPast = at !== null && at < timeOf(now);
    if (!isDayChosen) showDays(dayOf(now), laterDay(dayOf(now), isPast ? 1 : 0));
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
    focusTyping(time);
  }

  /** @param dueAt when it is agreed for, or nothing */
  function fill(dueAt) {
    given = dueAt ?? null;
    isDayChosen = given !== null;
    time.value = "";
    show(given);
  }

  function read() {
    const at = moment();
    if (!at) return null;
    const isAsGiven = given && timeOf(given) === timeOf(at) && dayOf(given) === day.value;
    return isAsGiven ? given : at.toISOString();
  }

  /** @returns {string} what is wrong with the time that is typed, or "" */
  function wrong() {
    const isWrong = time.value.trim() && typedTime(time.value) === null;
    return isWrong ? t("The pickup time is no time of day, such as 18:25.") : "";
  }

  watchTill(element, () => {
    const at = theTill().suggestedPickupAt;
    suggest.hidden = !at || isWorkshop();
    if (at) suggest.textContent = t("Suggested: {time}", { time: agreedTime(at) });
  });
  return { element, input: time, fill, read, wrong };
}
