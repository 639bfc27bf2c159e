// A model and a publication take their time: say so, and do not ask twice.
const form = document.querySelector("[data-busy]");
form?.addEventListener("submit", (event) => {
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
  document.querySelector("[data-said]").textContent = form.dataset.busy;
});
addEventListener("pageshow", (event) => {
  if (event.persisted && form) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
    document.querySelector("[data-said]").textContent = "";
  }
});
