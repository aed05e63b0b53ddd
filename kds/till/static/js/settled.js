/** What the settings say of this till, and what it suggests, as it told last. */
let told = { till: "", name: "", style: "fast-food", who: null, suggestedPickupAt: null };
const watchers = new Set();

/** Remember what the till says of itself. */
export function useTill({ till, name, style, who, suggested_pickup_at: suggestedPickupAt }) {
  told = { till, name, style, who, suggestedPickupAt };
  for (const watcher of [...watchers]) watcher();
}

/** @returns {{till: string, name: string, style: string, who: string | null, suggestedPickupAt: string | null}} */
export function theTill() {
  return told;
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
