/** What is looked for stands in the address, so that it can be linked, reloaded and gone back to. */
import { useEffect, useState } from "preact/hooks";

const NAMES = ["q", "number", "customer", "phone", "table", "status", "day"];

/** @returns {[Record<string, string>, (wanted: Record<string, string>) => void]} it, and a new one */
export function useAddress() {
  const [asked, set] = useState(inAddress);
  useEffect(() => {
    const follow = () => set(inAddress());
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);
  const ask = (wanted) => {
    const parameters = String(new URLSearchParams(filled(wanted)));
    const path = location.pathname + (parameters && `?${parameters}`);
    if (path !== location.pathname + location.search) history.pushState(null, "", path);
    set(inAddress());
  };
  return [asked, ask];
}

function inAddress() {
  return filled(Object.fromEntries(new URLSearchParams(location.search)));
}

function filled(wanted) {
  const given = NAMES.map((name) => [name, (wanted[name] ?? "").trim()]);
  return Object.fromEntries(given.filter(([, value]) => value));
}
