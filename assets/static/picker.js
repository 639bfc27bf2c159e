// Narrow the choices by theme, province and word; keep the number of picks within bounds.
const form = document.getElementById("picker");
const max = Number(form.dataset.max);
const lives = [...form.querySelectorAll(".life")];
const groups = [...form.querySelectorAll("[data-group]")];
const chips = [...form.querySelectorAll("[data-theme]")];
const place = form.querySelector("[data-place]");
const search = form.querySelector("[data-search]");
const count = form.querySelector("[data-count]");
const words = form.querySelector("[data-picked]").dataset;
let theme = "";

form.querySelector(".narrow").hidden = false;

function narrow() {
  const wanted = search.value.trim().toLowerCase();
  let shown = 0;
  for (const group of groups) {
    let inGroup = 0;
    for (const life of group.querySelectorAll(".life")) {
      const fits =
        (!theme || group.dataset.group === theme) &&
        (!place.value || life.dataset.province === place.value) &&
        (!wanted || life.dataset.words.includes(wanted));
      life.hidden = !fits;
      inGroup += fits;
    }
    group.hidden = inGroup === 0;
    shown += inGroup;
  }
  form.querySelector(".nothing").hidden = shown > 0;
}

function tally() {
  const picked = lives.filter((life) => life.querySelector("input").checked).length;
  for (const life of lives) {
    const box = life.querySelector("input");
    box.disabled = picked >= max && !box.checked;
    life.classList.toggle("resting", box.disabled);
  }
  count.textContent = picked ? `${words.picked} ${picked} ${words.of}` : count.dataset.none;
}

for (const chip of chips) {
  chip.setAttribute("role", "button");
  chip.setAttribute("aria-pressed", chip.classList.contains("on"));
  chip.addEventListener("click", (event) => {
    event.preventDefault();
    theme = chip.dataset.theme;
    for (const other of chips) {
      other.classList.toggle("on", other === chip);
      other.setAttribute("aria-pressed", other === chip);
    }
    narrow();
  });
}
place.addEventListener("change", narrow);
search.addEventListener("input", narrow);
form.addEventListener("change", tally);
form.addEventListener("click", (event) => {
  if (event.target.closest(".resting")) count.textContent = count.dataset.many;
});
form.addEventListener("submit", (event) => {
  if (!form.querySelector("[name=option]:checked")) {
    event.preventDefault();
    count.textContent = count.dataset.none;
    form.querySelector(".filters").scrollIntoView();
  }
});
// a look that asks for something asks only when it is chosen
function ask() {
  const look = form.querySelector("[name=template]:checked")?.value;
  for (const asks of form.querySelectorAll(".asks")) asks.hidden = asks.dataset.look !== look;
}
form.addEventListener("change", ask);
ask();
tally();
// a preview that wears a person's user agent runs no script: this scan was a person's
const click = form.querySelector("[name=click]")?.value;
if (click) navigator.sendBeacon?.(`/api/v1/scans/${encodeURIComponent(click)}/confirm`);
