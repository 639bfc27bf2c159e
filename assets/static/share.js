// Show the share button where the browser can share or copy.
const button = document.querySelector("[data-share]");
if (button && (navigator.share || navigator.clipboard)) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const { share, title, copied } = button.dataset;
    try {
      if (navigator.share) {
        await navigator.share({ title, url: share });
      } else {
        await navigator.clipboard.writeText(share);
        button.textContent = copied;
      }
    } catch (error) {
      if (error.name !== "AbortError") document.querySelector(".link").select();
    }
  });
}
