/** What the settings say of this till, as it told last. */
let told = { till: "", name: "", style: "fast-food", who: null };

/** Remember what the till says of itself. */
export function useTill({ till, name, style, who }) {
  told = { till, name, style, who };
}

/** @returns {{till: string, name: string, style: string, who: string | null}} */
export function theTill() {
  return told;
}
