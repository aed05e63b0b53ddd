/** Which business day it is: before the cut-off it is still the day before. */
const { timeZone, dayCutOff = "00:00" } = document.body.dataset;
const local = new Intl.DateTimeFormat("sv-SE", {
  dateStyle: "short",
  timeStyle: "short",
  timeZone: timeZone || "UTC",
});
const DAY_MS = 24 * 60 * 60 * 1000;

/** @param {number} now in ms @returns {string} the business day as the server writes it: YYYY-MM-DD */
export function businessDay(now) {
  const [day, clock] = local.format(now).split(" ");
  if (clock >= dayCutOff) return day;
  return new Date(Date.parse(`${day}T00:00Z`) - DAY_MS).toISOString().slice(0, 10);
}
