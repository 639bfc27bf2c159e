// Show the poster, the lines and the findings while somebody types.
const form = document.getElementById("text");
const seen = document.querySelector(".editor");
const picture = seen.querySelector("[data-picture]");
const PAUSE = 250; // ms without a key before anything is asked for
const PARTS = ["headline", "body", "call_to_action"];
const field = (part) => form.elements.namedItem(part);
let waiting = 0;
let asking = new AbortController();

const made = (name, words = "", kind = "") => {
  const element = document.createElement(name);
  element.textContent = words;
  if (kind) element.className = kind;
  return element;
};
const filled = (words, values) => words.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

async function ask(address, accept, signal) {
  const answer = await fetch(address, { method: "POST", body: new FormData(form), headers: { Accept: accept }, signal });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer;
}

async function draw(signal) {
  picture.setAttribute("aria-busy", "true");
  try {
    const image = URL.createObjectURL(await (await ask(form.dataset.preview, "image/webp", signal)).blob());
    if (signal.aborted) return URL.revokeObjectURL(image);
    if (picture.src.startsWith("blob:")) URL.revokeObjectURL(picture.src);
    picture.src = image;
    picture.onload = () => {
      picture.width = picture.naturalWidth;
      picture.height = picture.naturalHeight;
    };
    seen.querySelector("[data-failed]").hidden = true;
  } catch {
    if (signal.aborted) return;
    seen.querySelector("[data-failed]").hidden = false;
  }
  picture.removeAttribute("aria-busy");
}

async function read(signal) {
  const sent = Object.fromEntries(PARTS.map((part) => [part, field(part).value]));
  try {
    const sight = await (await ask(form.dataset.findings, "application/json", signal)).json();
    if (signal.aborted) return;
    for (const part of PARTS) {
      if (field(part).value === sent[part]) mark(part, sight.findings.filter((one) => one.field === part));
      count(part, sight.limits[part]);
    }
    tellFindings(sight.findings);
    tellDuplicates(sight.duplicates);
    tellLines(sight.texts);
  } catch {
    // the picture says so when the server does not answer
  }
}

// Spans count code points, as the server does; a string of JavaScript counts otherwise.
function mark(part, findings) {
  const letters = [...field(part).value];
  const edges = [...new Set([0, letters.length, ...findings.flatMap((one) => [one.start, one.end])])];
  edges.sort((a, b) => a - b);
  const pieces = edges.slice(1).map((end, i) => {
    const words = letters.slice(edges[i], end).join("");
    const worst = findings.find((one) => one.start <= edges[i] && end <= one.end);
    return worst ? made("mark", words, worst.severity) : document.createTextNode(words);
  });
  form.querySelector(`[data-mirror="${part}"]`).replaceChildren(...pieces, "\u200b");
}

function count(part, limit) {
  const length = [...field(part).value].length;
  const shown = form.querySelector(`[data-length="${part}"]`);
  shown.textContent = `${length} / ${limit}`;
  shown.toggleAttribute("data-over", length > limit);
}

function tellFindings(findings) {
  const list = form.querySelector('[data-list="findings"]');
  const names = seen.querySelector('[data-list="texts"]').dataset;
  list.replaceChildren(
    ...findings.map((one) => {
      const item = made("li", "", one.severity);
      const go = made("button", "", "go");
      go.type = "button";
      go.title = list.dataset.go;
      const quoted = made("q", one.found);
      quoted.lang = field("locale").value;
      const where = names[one.field === "call_to_action" ? "callToAction" : one.field] || one.field;
      go.append(made("span", list.dataset[one.severity], "level"), ` ${where}: `, quoted);
      go.addEventListener("click", () => goTo(one));
      item.append(go, made("span", one.problem, "what"), " ", made("span", one.remedy, "remedy"));
      if (one.source) item.append(" ", made("small", `${list.dataset.source}: ${one.source}`));
      return item;
    }),
  );
  const said = form.querySelector("[data-said]");
  const words = findings.length ? filled(said.dataset.some, { count: findings.length }) : said.dataset.none;
  if (said.textContent !== words) said.textContent = words;
}

function goTo(finding) {
  const area = field(finding.field);
  const letters = [...area.value];
  area.focus();
  area.setSelectionRange(letters.slice(0, finding.start).join("").length, letters.slice(0, finding.end).join("").length);
}

function tellDuplicates(duplicates) {
  const list = form.querySelector('[data-list="duplicates"]');
  list.replaceChildren(
    ...duplicates.map((one) => {
      const item = made("li");
      const link = made("a", one.headline);
      link.href = one.url;
      item.append(link, " ", made("span", filled(list.dataset.alike, { percent: one.percent }), "faint"));
      return item;
    }),
  );
  form.querySelector("[data-no-duplicates]").hidden = duplicates.length > 0;
}

function tellLines(texts) {
  const list = seen.querySelector('[data-list="texts"]');
  list.replaceChildren(
    ...PARTS.map((part) => {
      const group = made("div");
      const told = made("dd");
      const one = texts.find((text) => text.part === part);
      if (one) {
        const lines = made("span", "", "lines");
        lines.lang = field("locale").value;
        lines.append(...one.lines.map((line) => made("span", line)));
        const size = made("small", filled(list.dataset.size, one));
        if (one.shrunk) size.append(" ", made("em", filled(list.dataset.shrunk, one)));
        if (one.lost) size.append(" ", made("em", list.dataset.lost, "lost"));
        told.append(lines, size);
      } else {
        told.append(made("span", list.dataset.none, "faint"));
      }
      group.append(made("dt", list.dataset[part === "call_to_action" ? "callToAction" : part]), told);
      return group;
    }),
  );
}

// A look may lack a format: only those that it has are offered.
function offerFormats() {
  const formats = form.elements.namedItem("format");
  const has = form.elements.namedItem("look").selectedOptions[0].dataset.formats.split(" ");
  for (const option of formats.options) option.disabled = !has.includes(option.value);
  if (formats.selectedOptions[0]?.disabled) formats.value = has[0];
}

// One after the other: nine at once would hold up everybody else.
const every = document.querySelector("[data-every]");
async function drawEvery(signal) {
  for (const image of every.open ? every.querySelectorAll("[data-look]") : []) {
    const body = new FormData(form);
    body.set("look", image.dataset.look);
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body, headers: { Accept: "image/webp" }, signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const drawn = URL.createObjectURL(await answer.blob());
      if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
      image.src = drawn;
      image.classList.remove("failed");
    } catch {
      if (signal.aborted) return;
      image.classList.add("failed"); // a look that lacks this format stays as it was
    }
  }
}

async function see() {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  read(signal);
  await draw(signal);
  if (!signal.aborted) drawEvery(signal);
}
for (const image of every.querySelectorAll("[data-look]")) image.removeAttribute("src"); // they are closed still, and not loaded
every.addEventListener("toggle", () => every.open && drawEvery(asking.signal));

form.addEventListener("input", (event) => {
  if (PARTS.includes(event.target.name)) {
    // what was found elsewhere in the text is where it was; new marks come with the answer
    form.querySelector(`[data-mirror="${event.target.name}"]`).textContent = `${event.target.value}\u200b`;
  }
  clearTimeout(waiting);
  waiting = setTimeout(see, PAUSE);
});
// fields beside the picture belong to the form and lie outside it: what is typed there does not come by the form
document.querySelector("[data-around]").addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(see, PAUSE);
});
for (const name of ["look", "format"]) {
  form.elements.namedItem(name).addEventListener("change", () => {
    offerFormats();
    see();
  });
}
form.addEventListener("restored", see);
form.querySelector("[data-without-script]").hidden = true;
offerFormats();
