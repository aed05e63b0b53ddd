/** Times as people in this restaurant read them. */
import { locale } from "/languages/language.js";

let zone = "UTC";
let [clock, moment] = formats();

/** Show times of the restaurant's time zone from now on. */
export function useZone(name) {
  if (name === zone) return;
  zone = name;
  [clock, moment] = formats();
}

/** @returns {string} hours, minutes and seconds */
export function exactTime(at) {
  return clock.format(new Date(at));
}

/** @returns {string} day and time, as on a receipt */
export function dayAndTime(at) {
  return moment.format(new Date(at));
}

function formats() {
  const own = (options) =>
    new Intl.DateTimeFormat(locale, { ...options, hourCycle: "h23", timeZone: zone });
  const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit" };
  return [own(clock), own({ dateStyle: "medium", timeStyle: "short" })];
}
