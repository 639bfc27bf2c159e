// Send the answer without leaving the page.
const form = document.querySelector("[data-consent]");
form?.addEventListener("submit", (event) => {
  const answer = event.submitter?.value;
  if (!answer) return;
  event.preventDefault();
  const body = new URLSearchParams({ answer });
  fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true }).catch(() => form.submit());
  form.remove();
});
