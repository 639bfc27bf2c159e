// Remember in this browser that this poster was made here, say who came by, and forget it with its person.
import { forget, friends, remember, said } from "./made.js";

const { made: code, since } = document.querySelector("main").dataset;
const came = document.querySelector("[data-came]");
const forms = document.querySelectorAll("form.forget");

if (code) {
  remember(code, since);
  friends(code).then((found) => (came.textContent = said(found, came.dataset)));
}
for (const form of forms) form.addEventListener("submit", () => forget(code));
