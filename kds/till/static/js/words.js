/** What the till's own words are called for people. */
import { t } from "/languages/language.js";

export const SERVICES = {
  "dine-in": t("Dine in"),
  takeaway: t("Takeaway"),
  delivery: t("Delivery"),
};

export const METHODS = {
  cash: t("Cash"),
  card: t("Card"),
  external: t("External system"),
};

/** Whether the kitchen gets a line; `missing`: it should have it and does not. */
export const KITCHEN = {
  send: t("to the kitchen"),
  wait: t("waits"),
  never: t("not for the kitchen"),
  missing: t("not sent to the kitchen"),
};
