// A mistake, and a form, leads to its line: the place in the text is selected and scrolled to.
const text = document.querySelector("#text");
const lead = (number) => {
  const lines = text.value.split("\n");
  const line = Math.min(lines.length, number);
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  text.focus();
  text.setSelectionRange(start, start + lines[line - 1].length);
  text.scrollTop = (text.scrollHeight / lines.length) * (line - 4);
};
for (const link of document.querySelectorAll("[data-line]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    lead(Number(link.dataset.line));
  });
}
if (text.dataset.begin) lead(Number(text.dataset.begin));
