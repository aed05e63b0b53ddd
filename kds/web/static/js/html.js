import htm from "htm";
import { h } from "preact";

/**
 * htm would keep what it made of parts without values, to use it again. But each such part knows its
 * parent, that one all its children, and so on: tickets of the whole day would hang on it.
 * @this {any} the part that is being made; 3 says that it is never the same again
 * @param {any} type @param {any} props @param {any[]} children
 * @returns {any}
 */
function made(type, props, ...children) {
  this[0] = 3;
  return h(type, props, ...children);
}

/**
 * The template tag of every component: text in it becomes text nodes, never markup.
 * @type {(strings: TemplateStringsArray, ...values: any[]) => any}
 */
export const html = htm.bind(made);
