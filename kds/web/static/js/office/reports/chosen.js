/**
 * What a report is about, as the address says it: business days and a station.
 *
 * @typedef {{first_day: string, last_day: string, station: string}} Chosen days as YYYY-MM-DD
 */
import { useEffect, useState } from "preact/hooks";
import { serverNow } from "../../server-clock.js";
import { businessDay } from "../business-day.js";

const DAY_MS = 24 * 60 * 60 * 1000;
/** The server lists no more days than this part by part. */
const MOST_DAYS_OF_PARTS = 92;

/** @returns {[Chosen, (wanted: Partial<Chosen>) => void]} what is chosen, and how to choose anew */
export function useChosen() {
  const [chosen, set] = useState(inAddress);
  useEffect(() => {
    const follow = () => set(inAddress());
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);
  const choose = (wanted) => {
    history.pushState(null, "", `${location.pathname}?${parametersOf({ ...chosen, ...wanted })}`);
    set(inAddress());
  };
  return [chosen, choose];
}

/** @returns {Partial<Chosen>} so many business days, today the last of them */
export function lastDays(count) {
  const last_day = today();
  return { first_day: moved(last_day, 1 - count), last_day };
}

/** @returns {boolean} whether what is chosen are the last so many days */
export function areLastDays({ first_day, last_day }, count) {
  const days = lastDays(count);
  return first_day === days.first_day && last_day === days.last_day;
}

/** @param {Chosen} chosen @returns {string} the query that asks the server for it */
export function parametersOf({ first_day, last_day, station }) {
  return String(new URLSearchParams({ first_day, last_day, ...(station && { station }) }));
}

/** @param {Chosen} chosen @returns {boolean} whether the server lists it part by part */
export function areFewDays({ first_day, last_day }) {
  return (Date.parse(last_day) - Date.parse(first_day)) / DAY_MS < MOST_DAYS_OF_PARTS;
}

/** @returns {string} the business day that it is now */
export function today() {
  return businessDay(serverNow());
}

function inAddress() {
  const { first_day, last_day, station = "" } = Object.fromEntries(new URLSearchParams(location.search));
  const last = last_day || today();
  return { first_day: first_day || last, last_day: last, station };
}

function moved(day, by) {
  return new Date(Date.parse(`${day}T00:00Z`) + by * DAY_MS).toISOString().slice(0, 10);
}
