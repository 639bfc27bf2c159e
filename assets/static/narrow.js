// Narrow the lives by theme, province and word, and show them as a dial or as a list.
const form = document.getElementById("picker");
const groups = [...form.querySelectorAll("[data-group]")];
const chips = [...form.querySelectorAll("[data-theme]")];
const place = form.querySelector("[data-place]");
const search = form.querySelector("[data-search]");
const panel = document.getElementById("narrow");
const opener = form.querySelector("[data-search-toggle]");
const view = form.querySelector("[data-view-toggle]");
const isDial = () => form.dataset.view === "dial";
let theme = ""; // of the list; the dial turns to a theme and hides no other

function words(life) {
  return `${life.textContent} ${life.dataset.words}`.toLowerCase();
}

function narrow() {
  const wanted = search.value.trim().toLowerCase();
  let shown = 0;
  for (const group of groups) {
    let inGroup = 0;
    for (const life of group.querySelectorAll(".life")) {
      const fits =
        (isDial() || !theme || group.dataset.group === theme) &&
        (!place.value || life.dataset.province === place.value) &&
        (!wanted || words(life).includes(wanted));
      life.hidden = !fits;
      inGroup += fits;
    }
    group.hidden = inGroup === 0;
    shown += inGroup;
  }
  form.querySelector(".nothing").hidden = shown > 0;
  opener.classList.toggle("on", Boolean(wanted || place.value));
  form.dispatchEvent(new Event("narrowed"));
}

function mark(current) {
  for (const chip of chips) {
    const isOn = chip.dataset.theme === current;
    chip.classList.toggle("on", isOn);
    if (isOn) chip.setAttribute("aria-current", "true");
    else chip.removeAttribute("aria-current");
  }
}

for (const chip of chips) {
  chip.addEventListener("click", (event) => {
    event.preventDefault();
    if (isDial()) {
      const first = form.querySelector(`[data-group="${chip.dataset.theme}"] .life:not([hidden])`);
      if (first) form.dispatchEvent(new CustomEvent("turn", { detail: first }));
    } else {
      theme = chip.dataset.theme;
      mark(theme);
      narrow();
    }
  });
}
place.addEventListener("change", narrow);
search.addEventListener("input", narrow);
search.addEventListener("keydown", (event) => {
  if (event.key === "Enter") event.preventDefault();
});
opener.addEventListener("click", () => {
  panel.hidden = !panel.hidden;
  opener.setAttribute("aria-expanded", String(!panel.hidden));
  if (!panel.hidden) search.focus();
});
view.addEventListener("click", () => {
  form.dataset.view = isDial() ? "list" : "dial";
  view.setAttribute("aria-label", isDial() ? view.dataset.list : view.dataset.dial);
  theme = "";
  mark(theme);
  narrow();
});
form.addEventListener("turn", (event) => {
  const life = event.detail;
  if (life.hidden) {
    search.value = place.value = theme = "";
    if (!isDial()) mark(theme);
    narrow();
  }
  if (!isDial()) life.querySelector("input").focus();
});
opener.hidden = view.hidden = false;
if (!isDial()) mark("");
