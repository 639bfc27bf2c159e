// Short texts whose last line is one short word, or one or two characters of Chinese, below a line that could have shared.
() => {
  const INLINE = new Set(["inline", "ruby", "contents"]);
  const isSeen = (it) => it.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !it.closest(".unseen, svg, template, select, noscript");
  const hasWords = (it) => [...it.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const blockOf = (it) => { while (INLINE.has(getComputedStyle(it).display)) it = it.parentElement; return it; };

  // The lines of what flows together, as they were broken: a line is what stands at one height.
  const linesOf = (block) => {
    const lines = [], range = document.createRange(), walker = document.createTreeWalker(block, 4);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (blockOf(node.parentElement) !== block || !isSeen(node.parentElement)) continue;
      for (let at = 0; at < node.data.length; at += 1) {
        range.setStart(node, at); range.setEnd(node, at + 1);
        const [box] = range.getClientRects();
        if (!box || !box.width) continue;
        const middle = (box.top + box.bottom) / 2, line = lines.at(-1);
        if (line && Math.abs(line.middle - middle) < box.height * 0.6 && box.left >= line.left) { line.text += node.data[at]; line.right = box.right; }
        else lines.push({ middle, text: node.data[at], left: box.left, right: box.right });
      }
    }
    return lines.filter((line) => line.text.trim());
  };

  const isLone = (last, before) => {
    const text = last.text.trim(), above = before.text.trim(), han = text.match(/\p{Script=Han}/gu) ?? [];
    if (last.right - last.left > (before.right - before.left) / 3) return false;
    return han.length ? han.length <= 2 && !/[a-z0-9]/i.test(text) : !/\s/.test(text) && above.split(/\s+/).length > 2;
  };

  const blocks = new Set([...document.body.querySelectorAll("*")].filter((it) => hasWords(it) && isSeen(it)).map(blockOf));
  return [...blocks].map(linesOf).filter((lines) => lines.length > 1 && lines.length <= 6 && isLone(lines.at(-1), lines.at(-2)))
    .map((lines) => lines.map((line) => line.text.trim()).join(" / "));
}
