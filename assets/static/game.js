// Send the link of a card on, or copy it.
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = button.closest(".copy").querySelector("[data-link]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      if (navigator.share) return await navigator.share({ url: field.value, text: button.dataset.words });
      await navigator.clipboard.writeText(field.value);
    } catch (error) {
      if (error.name === "AbortError" || !document.execCommand("copy")) return; // else it stands selected
    }
    button.textContent = button.dataset.copied;
  });
}
