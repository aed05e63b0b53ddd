// Looks at a page as it is laid out, and tells what nobody would hang on a wall.
({ touched }) => {
  const LEAST_PX = 45.3; // 12 mm on a screen of 96 pixels to the inch
  const faults = [];
  const top = document.querySelector("dialog[open]:last-of-type") ?? document.body;
  const name = (element) => {
    const owner = element.closest("[data-order-id], [data-gone], dialog, header, nav") ?? document.body;
    const words = (element.getAttribute?.("aria-label") || element.innerText || element.className || "").trim();
    const number = owner.querySelector("h2, h1")?.innerText ?? owner.tagName;
    return `${number}: ${element.tagName.toLowerCase()}.${element.className} “${words.replace(/\s+/g, " ").slice(0, 40)}”`;
  };
  const visible = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && element.getClientRects().length > 0;
  const onPage = (box) =>
    box.width > 0 && box.height > 0 && box.right > 1 && box.left < innerWidth - 1 && box.bottom > 1 && box.top < innerHeight - 1;
  const overlap = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1.5 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
  const boxesOf = (element) => [...element.getClientRects()].filter(onPage);
  const within = (box, outer) =>
    box.left >= outer.left - 1 && box.right <= outer.right + 1 && box.top >= outer.top - 1 && box.bottom <= outer.bottom + 1;

  const root = document.scrollingElement;
  if (root.scrollWidth > innerWidth + 1) faults.push(`the page scrolls sideways: ${root.scrollWidth} of ${innerWidth}`);
  if (document.body.matches(".display") && root.scrollHeight > innerHeight + 1) faults.push("the page scrolls");

  // Buttons: large enough, and their words within them.
  for (const button of top.querySelectorAll("button, input, select")) {
    if (!visible(button) || button.closest(".identify")) continue;
    const boxes = boxesOf(button);
    if (boxes.length === 0) continue;
    if (touched && boxes.length === 1 && Math.min(boxes[0].width, boxes[0].height) < LEAST_PX)
      faults.push(`too small for a finger, ${boxes[0].width.toFixed(0)}×${boxes[0].height.toFixed(0)}: ${name(button)}`);
    if (boxes.length > 1) faults.push(`broken over ${boxes.length} columns: ${name(button)}`);
    if (button.tagName === "BUTTON" && (button.scrollWidth > button.clientWidth + 1 || button.scrollHeight > button.clientHeight + 1))
      faults.push(`its words do not fit: ${name(button)}`);
  }

  // Words: none is cut off by what it stands in, and none lies on another.
  const texts = (within) => {
    const found = [];
    const walker = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (!node.data.trim() || !visible(node.parentElement) || node.parentElement.closest("dialog") !== within.closest("dialog")) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of [...range.getClientRects()].filter(onPage)) found.push({ box, node });
    }
    return found;
  };
  const noTwoWordsMeet = (element) => {
    const found = texts(element);
    found.forEach((one, index) => {
      for (const other of found.slice(index + 1))
        if (one.node !== other.node && overlap(one.box, other.box))
          faults.push(`words lie on words: “${one.node.data.trim()}” and “${other.node.data.trim()}” in ${name(element)}`);
    });
    return found;
  };
  for (const element of top.querySelectorAll("*")) {
    if (!visible(element) || boxesOf(element).length === 0) continue;
    const { overflowX, textOverflow } = getComputedStyle(element);
    const cuts = textOverflow === "ellipsis" || (overflowX === "hidden" && !element.matches(".columns, .board"));
    if (cuts && element.scrollWidth > element.clientWidth + 1) faults.push(`cut off: ${name(element)}`);
  }

  if (top !== document.body) {
    const box = top.getBoundingClientRect();
    if (!within(box, { left: 0, top: 0, right: innerWidth, bottom: innerHeight })) faults.push("the window is larger than the screen");
    if (top.scrollWidth > top.clientWidth + 1) faults.push(`the window scrolls sideways: ${top.scrollWidth} of ${top.clientWidth}`);
    noTwoWordsMeet(top);
    return faults;
  }

  // The number is what is called out: no timer lies on it, however much it has to say.
  for (const head of document.querySelectorAll(".ticket-head")) {
    const [timer] = boxesOf(head.querySelector(".timer"));
    if (timer && texts(head.querySelector("h2")).some(({ box }) => overlap(box, timer)))
      faults.push(`the timer lies on the number: ${name(head)}`);
  }

  const page = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
  for (const bar of document.querySelectorAll(".screen-head, .pager, .figures, .alarms, .pause-banner, .stale-banner, .all-day")) {
    for (const { box, node } of noTwoWordsMeet(bar))
      if (!within(box, bar.getBoundingClientRect()) || !within(box, page))
        if (!node.parentElement.closest(".all-day ul")) faults.push(`sticks out of its bar: “${node.data.trim()}”`);
  }

  const columns = document.querySelector(".columns");
  const tickets = [...document.querySelectorAll(".ticket")];
  const fragments = tickets.flatMap((ticket) => boxesOf(ticket).map((box) => ({ ticket, box })));
  fragments.forEach(({ ticket, box }, index) => {
    for (const other of fragments.slice(index + 1))
      if (overlap(box, other.box)) faults.push(`two tickets lie on each other: ${name(ticket)} and ${name(other.ticket)}`);
    if (columns && !within(box, { ...columns.getBoundingClientRect().toJSON(), left: -Infinity, right: Infinity }))
      faults.push(`higher than the screen: ${name(ticket)}`);
  });
  for (const ticket of tickets) {
    const boxes = boxesOf(ticket);
    if (boxes.length === 0) continue;
    for (const { box, node } of noTwoWordsMeet(ticket))
      if (!boxes.some((outer) => within(box, outer)))
        faults.push(`sticks out of its ticket: “${node.data.trim()}” in ${name(ticket)}`);
    const buttons = [...ticket.querySelectorAll("button")].filter(visible);
    buttons.forEach((one, index) => {
      for (const other of buttons.slice(index + 1))
        if (boxesOf(one).some((a) => boxesOf(other).some((b) => overlap(a, b))))
          faults.push(`two buttons lie on each other: ${name(one)} and ${name(other)}`);
    });
  }
  return faults;
}
