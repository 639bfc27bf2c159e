// Show the share button where the browser can share or copy.
const button = document.querySelector("[data-share]");
// the poster was sent on, as far as a page can see
const told = () => navigator.sendBeacon?.(`/api/v1/posters/${button.dataset.code}/share`);
if (button && (navigator.share || navigator.clipboard)) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const { share, title, copied } = button.dataset;
    try {
      if (navigator.share) {
        await navigator.share({ title, url: share });
        told();
      } else {
        await navigator.clipboard.writeText(share);
        button.textContent = copied;
        told();
      }
    } catch (error) {
      if (error.name !== "AbortError") document.querySelector(".link").select();
    }
  });
}
