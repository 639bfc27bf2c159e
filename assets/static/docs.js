// Ask this server from its own documentation. A key that is typed stays in its field: it is kept nowhere else.
const key = document.querySelector("[data-key]");
const fold = document.querySelector("[data-fold]");
const routes = [...document.querySelectorAll("details.route")];
const MOST_SHOWN = 20_000; // characters of an answer

for (const part of document.querySelectorAll("[data-scripted]")) part.hidden = false;

// a link into a folded route opens it; not every browser does so itself
function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let part = target?.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  target?.scrollIntoView();
}
addEventListener("hashchange", openTarget);
openTarget();

const words = [fold.textContent, fold.dataset.fold];
fold.addEventListener("click", () => {
  const open = fold.textContent === words[0];
  for (const route of routes) route.open = open;
  fold.textContent = words[open ? 1 : 0];
});

function request(form) {
  const given = [...form.querySelectorAll("[data-in]")].filter((field) => field.value);
  const of = (place) => given.filter((field) => field.dataset.in === place);
  const path = of("path").reduce((path, field) => path.replace(`{${field.name}}`, encodeURIComponent(field.value)), form.dataset.path);
  const address = new URL(`..${path}`, import.meta.url); // the server may stand below a path
  for (const field of of("query")) address.searchParams.append(field.name, field.value);
  const headers = new Headers(of("header").map((field) => [field.name, field.value]));
  headers.set("Accept", form.elements.accept?.value || "*/*");
  if (key.value) headers.set("Authorization", `Bearer ${key.value.trim()}`);
  const body = form.elements.body?.value;
  if (body !== undefined) headers.set("Content-Type", "application/json");
  return [address, { method: form.dataset.method, headers, body, redirect: "manual" }];
}

function block(text) {
  const pre = document.createElement("pre");
  pre.tabIndex = 0;
  pre.textContent = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
  return pre;
}

function line(text) {
  return Object.assign(document.createElement("p"), { textContent: text });
}

async function shown(answer, words) {
  if (answer.type === "opaqueredirect") return [line(words.redirected)];
  const media = answer.headers.get("Content-Type") || "";
  const status = line(`${answer.status} ${media}`);
  if (media.startsWith("image/")) {
    const image = Object.assign(new Image(), { alt: words.picture, src: URL.createObjectURL(await answer.blob()) });
    image.addEventListener("load", () => URL.revokeObjectURL(image.src));
    return [status, image];
  }
  const text = await answer.text();
  if (!media.includes("json")) return text ? [status, block(text)] : [status];
  const told = JSON.parse(text);
  remember(told);
  return [status, block(JSON.stringify(told, null, 2))];
}

// a poster that was just made is what the other routes are tried with
function remember({ code, erase_token }) {
  const known = { code: erase_token && code, "Postergen-Erase-Token": erase_token };
  for (const [name, value] of Object.entries(known)) {
    if (value) for (const field of document.getElementsByName(name)) field.value = value;
  }
}

document.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector("button");
  const place = form.querySelector("[data-answer]");
  const send = button.textContent;
  button.disabled = true;
  button.textContent = button.dataset.sending;
  try {
    place.replaceChildren(...(await shown(await fetch(...request(form)), place.dataset)));
  } catch (error) {
    place.replaceChildren(line(`${place.dataset.noAnswer} ${error.message}`));
  }
  button.disabled = false;
  button.textContent = send;
});
