/** What the compiler cannot know of our pages: their elements are HTML, and what tests read there. */

interface ParentNode {
  querySelector<E extends Element = HTMLElement>(selectors: string): E | null;
  querySelectorAll<E extends Element = HTMLElement>(selectors: string): NodeListOf<E>;
}

interface Element {
  closest<E extends Element = HTMLElement>(selectors: string): E | null;
}

interface Window {
  kds: { board: () => [board: string, order_id: string, version: number][] };
}
