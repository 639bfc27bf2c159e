// Find and tick entries of a long list; at rest only what is ticked is shown.
for (const pick of document.querySelectorAll("[data-pick]")) {
  const search = pick.querySelector("[data-search]");
  const all = pick.querySelector("[data-all]");
  const labels = [...pick.querySelectorAll("label[data-words]")];
  const most = Number(pick.dataset.most);
  const box = (label) => label.querySelector("input");
  const words = new Map(labels.map((label) => [label, `${label.textContent} ${label.dataset.words}`.toLowerCase()]));

  const show = () => {
    const wanted = search.value.trim().toLowerCase();
    const isAll = all.getAttribute("aria-pressed") === "true";
    let found = 0;
    for (const label of labels) {
      label.hidden = !(wanted ? words.get(label).includes(wanted) : isAll || box(label).checked);
      found += !label.hidden;
    }
    for (const group of pick.querySelectorAll(".pick-group")) {
      group.hidden = !group.querySelector("label:not([hidden])");
    }
    pick.querySelector("[data-none]").hidden = !wanted || found > 0;
    all.textContent = isAll ? all.dataset.less : all.dataset.more;
  };

  const count = () => {
    const ticked = labels.filter((label) => box(label).checked).length;
    pick.querySelector("[data-count]").textContent = most ? `${ticked} / ${most}` : String(ticked);
    for (const label of labels) box(label).disabled = most > 0 && ticked >= most && !box(label).checked;
  };

  search.addEventListener("input", show);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const first = search.value.trim() && labels.find((label) => !label.hidden && !box(label).checked);
    if (!first || box(first).disabled) return;
    box(first).click();
    search.value = "";
    show();
  });
  all.addEventListener("click", () => {
    all.setAttribute("aria-pressed", String(all.getAttribute("aria-pressed") !== "true"));
    show();
  });
  pick.addEventListener("change", count);
  pick.querySelector("[data-tools]").hidden = false;
  pick.classList.add("finds");
  count();
  show();
}
