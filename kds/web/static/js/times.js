/** Times as people in this restaurant read them. */
import { locale, t } from "/languages/language.js";

const zone = document.body?.dataset.timeZone || "UTC";
const oneDecimal = new Intl.NumberFormat(locale, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const clock = format({ hour: "2-digit", minute: "2-digit" });
const exact = format({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = format({ weekday: "short", day: "numeric", month: "short" });
const whole = format({ weekday: "short", day: "numeric", month: "short", year: "numeric" });
const numbers = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeZone: zone });
const calendar = format({ weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });

function format(options) {
  return new Intl.DateTimeFormat(locale, { hourCycle: "h23", timeZone: zone, ...options });
}

/** @returns {string} HH:MM, with the day in front when it is not today (`now` in ms) */
export function clockTime(at, now = Date.now()) {
  const time = new Date(at);
  const words = clock.format(time);
  return day.format(time) === day.format(now) ? words : `${day.format(time)} ${words}`;
}

/** @returns {string} HH:MM:SS */
export function exactTime(at) {
  return exact.format(new Date(at));
}

/** @returns {string} the day: "Thu 26 Nov" */
export function dayName(at) {
  return day.format(new Date(at));
}

/** @returns {string} the day with its year: "Thu, 26 Nov 2026" */
export function fullDay(at) {
  return whole.format(new Date(at));
}

/** @returns {string} the day as a field for dates has it: "2026-11-26" */
export function dateOf(at) {
  return numbers.format(new Date(at));
}

/** @returns {string} a business day, YYYY-MM-DD, which has no time zone: "Thu 26 Nov" */
export function businessDayName(date) {
  return calendar.format(new Date(`${date}T00:00Z`));
}

/** @returns {string} a number with one decimal */
export function tenths(number) {
  return oneDecimal.format(number);
}

/** @returns {string} minutes and seconds, from an hour on hours and minutes: "4:07", "1 h 02" */
export function duration(ms) {
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
}

/** @returns {string} as `duration`, from two days on the nearest days: "5 d" */
export function span(ms) {
  return ms < 172_800_000 ? duration(ms) : t("{count} d", { count: Math.round(ms / 86_400_000) });
}

/** @returns {string} an age in words: "40 s", "12 min", "3 h", "2 days" */
export function age(ms) {
  if (ms < 60_000) return `${Math.floor(ms / 1000)} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min`;
  if (ms < 172_800_000) return `${Math.floor(ms / 3_600_000)} h`;
  return t("{count} days", { count: Math.floor(ms / 86_400_000) });
}
