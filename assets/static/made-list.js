// The posters that were made in this browser, how many came by since then, and the way to forget the list.
import { forgetAll, friends, made, said } from "./made.js";

const section = document.querySelector("[data-made-list]");
const link = document.querySelector("[data-made-link]");
const list = section.querySelector("ul");
const { alt, lang, nobody } = section.dataset;

const address = (path) => new URL(`../p/${path}`, import.meta.url);
const dated = (since) => new Date(since).toLocaleDateString(lang, { month: "long", day: "numeric" });

function entry({ code, since }) {
  const date = dated(since);
  const item = document.createElement("li");
  const to = Object.assign(document.createElement("a"), { href: address(`${code}?lang=${lang}`) });
  const picture = Object.assign(new Image(), { loading: "lazy", width: 540, height: 960, alt: alt.replace("{date}", date) });
  picture.src = address(`${code}.webp?width=540`);
  picture.addEventListener("error", () => item.remove()); // it is nowhere any more
  picture.addEventListener("load", () => (picture.height = Math.round((540 * picture.naturalHeight) / picture.naturalWidth)));
  const about = document.createElement("span");
  about.append(Object.assign(document.createElement("small"), { textContent: date }), document.createElement("b"));
  to.append(picture, about);
  item.append(to);
  return item;
}

// asked for once they are looked at: each costs the server a look-up and a picture
async function fill(posters) {
  list.replaceChildren(...posters.map(entry));
  for (const [index, { code }] of posters.entries()) {
    const found = await friends(code);
    const line = list.children[index]?.querySelector("b");
    if (found && line) line.textContent = said(found, section.dataset) || nobody;
  }
}

const posters = made();
section.hidden = link.hidden = posters.length === 0;
if (posters.length) {
  new IntersectionObserver((entries, observer) => {
    if (!entries.some((one) => one.isIntersecting)) return;
    observer.disconnect();
    fill(posters);
  }).observe(section);
}
section.querySelector("[data-forget-made]").addEventListener("click", () => {
  forgetAll();
  section.hidden = link.hidden = true;
});
