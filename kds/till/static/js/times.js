/** Times as people in this restaurant read them. */
import { locale } from "/languages/language.js";

let zone = "UTC";
let [clock, moment, short, day, parts] = formats();

/** Show times of the restaurant's time zone from now on. */
export function useZone(name) {
  if (name === zone) return;
  zone = name;
  [clock, moment, short, day, parts] = formats();
}

/** @returns {string} hours, minutes and seconds */
export function exactTime(at) {
  return clock.format(new Date(at));
}

/** @returns {string} day and time, as on a receipt */
export function dayAndTime(at) {
  return moment.format(new Date(at));
}

/** @returns {string} hours and minutes, and the day unless it is today */
export function agreedTime(at) {
  const time = short.format(new Date(at));
  return dayOf(at) === dayOf(new Date()) ? time : `${day.format(new Date(at))} ${time}`;
}

/** @returns {string} the day here, as 2026-11-26 */
export function dayOf(at) {
  return partsOf(at).slice(0, 10);
}

/** @returns {string} the time of day here, as 18:25 */
export function timeOf(at) {
  return partsOf(at).slice(11, 16);
}

/** @returns {string} a time of day as people here write it: "18:25", "18.25" */
export function clockWords(at) {
  return short.format(new Date(at));
}

/** @returns {string | null} the time of day that somebody typed, or null for what is none */
export function typedTime(text) {
  const [, hour, minute = "0"] = text.trim().match(/^(\d{1,2})(?:[:.,]?(\d{2}))?$/) ?? [];
  if (hour === undefined || hour > 23 || minute > 59) return null;
  return [hour, minute].map((each) => each.padStart(2, "0")).join(":");
}

/** @returns {string} what a day is called: "Sat 28 Nov" */
export function dayName(dayHere) {
  return day.format(momentOf(dayHere, "12:00"));
}

/** @returns {string} the day so many days later */
export function laterDay(dayHere, days) {
  return new Date(Date.parse(`${dayHere}T12:00Z`) + days * 86400000).toISOString().slice(0, 10);
}

/** @returns {Date} the moment at which it is this time on this day here */
export function momentOf(dayHere, time) {
  const wanted = Date.parse(`${dayHere}T${time}Z`);
  // A zone is off by what it is off at the moment itself, which the first guess may miss.
  let found = wanted;
  for (let i = 0; i < 2; i += 1) found = wanted - (Date.parse(`${partsOf(found)}Z`) - found);
  return new Date(found);
}

function partsOf(at) {
  const of = Object.fromEntries(parts.formatToParts(new Date(at)).map((p) => [p.type, p.value]));
  return `${of.year}-${of.month}-${of.day}T${of.hour}:${of.minute}:${of.second}`;
}

function formats() {
  const own = (options, language = locale) =>
    new Intl.DateTimeFormat(language, { ...options, hourCycle: "h23", timeZone: zone });
  const date = { year: "numeric", month: "2-digit", day: "2-digit" };
  const short = { hour: "2-digit", minute: "2-digit" };
  const clock = { ...short, second: "2-digit" };
  return [
    own(clock),
    own({ dateStyle: "medium", timeStyle: "short" }),
    own(short),
    own({ weekday: "short", day: "numeric", month: "short" }),
    own({ ...date, ...clock }, "en-GB"),
  ];
}
