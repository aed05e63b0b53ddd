/** The menu as the till told it: asked for once, it changes only when the till is started anew. */
import { ask } from "../ask.js";
import { readMenu } from "./menu.js";

let known = null;

/** @returns the menu */
export async function useMenu() {
  known ??= readMenu(await ask("GET", "/api/v1/menu"));
  return known;
}
