/** What the settings say of this till, and what it suggests, as it told last. */
let told = {
  till: "",
  name: "",
  style: "fast-food",
  trade: "restaurant",
  who: null,
  suggestedPickupAt: null,
  soldOut: [],
};
const watchers = new Set();

/** Remember what the till says of itself. */
export function useTill({ till, name, style, trade, who, suggested_pickup_at, kitchen }) {
  const soldOut = kitchen.sold_out;
  told = { till, name, style, trade, who, suggestedPickupAt: suggested_pickup_at, soldOut };
  for (const watcher of [...watchers]) watcher();
}

/** @returns {typeof told} */
export function theTill() {
  return told;
}

/** Tell whether it is a workshop's: it has no tables, and its customers come for what is theirs. */
export function isWorkshop() {
  return told.trade === "workshop";
}

/** Call `watcher` now and each time the till has told, for as long as the element is there. */
export function watchTill(element, watcher) {
  let wasThere = false;
  const watch = () => {
    if (wasThere && !element.isConnected) return watchers.delete(watch);
    wasThere ||= element.isConnected;
    return watcher();
  };
  watchers.add(watch);
  watch();
}
