import { t } from "/languages/language.js";
import { html } from "../html.js";
import { FAULTS, looks, standing } from "../paper/words.js";
import { Press } from "../screen/press.js";
import { serverNow, since } from "../server-clock.js";
import { age, clockTime } from "../times.js";
import { change, office } from "./page.js";
import { usePolled } from "./poll.js";
import { Section } from "./section.js";

const EVERY_MS = 2000;

/** Every printer: how it is, what it prints, what it owes; and a test sheet for it and its stations. */
export function Printers() {
  const polled = usePolled("/api/v1/printers", EVERY_MS);
  const printers = polled.value?.printers ?? [];
  return html`<${Section}
    title=${t("Printers: {count}", { count: printers.length })}
    polled=${polled}
    rows=${printers.map((one) => html`<${Printer} key=${one.printer} printer=${one} again=${polled.again} />`)}
    nothing=${t("There is no printer in the settings: nothing is printed, and nothing stands in when screens fail.")}
  />`;
}

function Printer({ printer, again }) {
  const { name, is_known, fault, paper_low, owed } = printer;
  const test = async (station) => {
    const where = station ? office.nameOf(station) : name;
    const body = station ? { station } : {};
    await change(`/api/v1/printers/${printer.printer}/test`, body, t("A test sheet for {where} is asked for.", { where }));
    await again();
  };
  const is = is_known ? (fault ? FAULTS[fault].toUpperCase() : t("ready")) : t("NOT KNOWN");
  const stations = [...new Set([...printer.tickets, ...printer.fallback])];
  return html`<li class=${is_known && !fault ? "good" : "bad"} data-printer=${printer.printer} data-fault=${fault ?? ""}>
    <div class="facts">
      <b>${name}</b>
      <span>${prints(printer)}</span>
      <small>${seen(printer)}</small>
      ${printer.test && html`<small data-test=${printer.test.state}>${tested(printer.test)}</small>`}
    </div>
    ${paper_low && html`<span class="word warn">${t("paper runs low")}</span>`}
    ${owed > 0 && html`<span class="word ${fault ? "bad" : ""}">${t("waiting: {count}", { count: owed })}</span>`}
    <span class="word ${is_known && !fault ? "good" : "bad"}">${is}</span>
    <div class="buttons">
      <${Press} label=${t("Test sheet for {where}", { where: name })} onPress=${() => test(null)}>${t("Test sheet")}<//>
      ${stations.map((one) => html`<${Press} key=${one} label=${t("Test sheet for {where}", { where: office.nameOf(one) })} onPress=${() => test(one)}>${t("Test: {where}", { where: office.nameOf(one) })}<//>`)}
    </div>
  </li>`;
}

/** What a printer is for, in words. */
function prints({ tickets, at_pass, fallback, receipts }) {
  const named = (stations) => stations.map(office.nameOf).join(", ");
  const told = [
    tickets.length > 0 && t("tickets: {stations}", { stations: named(tickets) }),
    at_pass && t("pass"),
    fallback.length > 0 && t("fallback: {stations}", { stations: named(fallback) }),
    receipts.length > 0 && t("receipts: till {tills}", { tills: receipts.join(", ") }),
  ].filter(Boolean);
  return told.join(" · ") || t("prints nothing by itself");
}

function seen({ checked_at, address, width_mm, last_error, last_error_at, is_known, since: from, fault }) {
  const facts = [
    `${address} · ${width_mm} mm`,
    checked_at ? t("looked at {age} ago", { age: age(since(checked_at)) }) : t("never looked at: does its worker run?"),
    is_known && fault && t("since {time}", { time: clockTime(from, serverNow()) }),
    !fault && last_error && t("last error: {fault}, {time}", { fault: FAULTS[last_error], time: clockTime(last_error_at, serverNow()) }),
  ];
  return facts.filter(Boolean).join(" · ");
}

function tested(test) {
  const where = test.station ? office.nameOf(test.station) : t("printer");
  return html`${t("Test sheet ({where}), {time}:", { where, time: clockTime(test.asked_at, serverNow()) })} <span class="word ${looks(test.state)}">${standing(test)}</span>`;
}
