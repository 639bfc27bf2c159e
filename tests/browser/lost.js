// What of this page a reader loses: beyond the window, cut off, out of its box, or under another control.
() => {
  const width = document.documentElement.clientWidth;
  const lost = [];
  const said = (it) => `${it.tagName.toLowerCase()}.${it.getAttribute("class")} "${it.textContent.trim().slice(0, 30)}"`;
  const style = (it) => getComputedStyle(it);
  const isShown = (it) => it.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && it.getClientRects().length;
  const isForEars = (it) => style(it).clipPath !== "none" || parseFloat(style(it).width) <= 1 || it.closest(".skip");
  const parents = (it) => (it.parentElement ? [it.parentElement, ...parents(it.parentElement)] : []);
  const scrolls = (it) => /auto|scroll/.test(style(it).overflowX) && it.scrollWidth > it.clientWidth;

  if (document.documentElement.scrollWidth > width) lost.push(`the page scrolls sideways: ${document.documentElement.scrollWidth}`);
  for (const it of document.querySelectorAll("body *:not(svg *)")) {
    // the dial is turned: what reaches beyond it comes to its middle
    if (!isShown(it) || isForEars(it) || it.closest(".dial")) continue;
    const { overflowX, overflowY, display, fontSize } = style(it);
    const isField = it.matches("input, select, textarea, canvas, img");
    const texts = [...it.childNodes].filter((node) => node.nodeType === 3 && node.data.trim());
    const [over, below] = [it.scrollWidth - it.clientWidth, it.scrollHeight - it.clientHeight];
    if (isField && it.matches("select, [type=text], [type=search], [type=number], [type=password]") && below > 1) lost.push(`higher than its field: ${it.name}`);
    if (isField) continue;
    if (it.textContent.trim() && ((overflowX === "hidden" && over > 1) || (overflowY === "hidden" && below > 1))) lost.push(`cut off: ${said(it)}`);
    if (!texts.length) continue;
    const range = document.createRange();
    const isBeyond = texts.some((text) => {
      range.selectNodeContents(text);
      return [...range.getClientRects()].some((line) => line.width && (line.right > width + 1 || line.left < -1));
    });
    if (isBeyond && !parents(it).some((one) => scrolls(one) || isForEars(one))) lost.push(`beyond the window: ${said(it)}`);
    const isBox = display !== "inline" && it.clientWidth;
    if (isBox && ((overflowX === "visible" && over > 1) || (overflowY === "visible" && below > 0.4 * parseFloat(fontSize)))) lost.push(`out of its box: ${said(it)}`);
  }

  const sticks = (it) => [it, ...parents(it)].some((one) => /sticky|fixed/.test(style(one).position));
  const seen = (it, { left, top, right, bottom }) =>
    parents(it).reduce((box, one) => {
      const { overflowX, overflowY } = style(one);
      const frame = one.getBoundingClientRect();
      if (overflowX !== "visible") box = { ...box, left: Math.max(box.left, frame.left), right: Math.min(box.right, frame.right) };
      if (overflowY !== "visible") box = { ...box, top: Math.max(box.top, frame.top), bottom: Math.min(box.bottom, frame.bottom) };
      return box;
    }, { left, top, right, bottom });
  const isOneThing = (it, other) =>
    it === other || it.contains(other) || other.contains(it) || [".slot", ".wheel"].some((one) => it.closest(one) && it.closest(one) === other.closest(one));
  const controls = [...document.querySelectorAll("a, button, select, textarea, summary, input:not([type=hidden]), .life .face")]
    .filter((it) => isShown(it) && !isForEars(it) && style(it).pointerEvents !== "none")
    .map((it) => ({ it, isStuck: sticks(it), boxes: [...it.getClientRects()].map((box) => seen(it, box)) }));
  controls.forEach(({ it, isStuck, boxes }, i) => {
    for (const other of controls.slice(i + 1)) {
      if (isStuck !== other.isStuck || isOneThing(it, other.it)) continue;
      const isOn = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 4 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
      if (boxes.some((a) => other.boxes.some((b) => isOn(a, b)))) lost.push(`on each other: ${said(it)} and ${said(other.it)}`);
    }
  });
  return lost.slice(0, 8);
}
