// Show on the first screen what comes of it: a finished poster, in one look after the other. Whoever wants no motion, or
// saves data, sees one look until they ask for more; anybody may stop it (WCAG 2.2.2).
const promise = document.querySelector("[data-promise]");
const EACH = 3200; // ms

function begin() {
  const button = promise.querySelector("button");
  const form = document.getElementById("picker");
  const looks = [...form.querySelectorAll(".look img")].map((image) => image.getAttribute("src"));
  let isRunning = !matchMedia("(prefers-reduced-motion: reduce)").matches && !navigator.connection?.saveData;
  let isSeen = true;
  let at = 0;
  let waiting = 0;

  async function turn() {
    if (!isRunning || !isSeen || document.hidden) return;
    const next = new Image(216, 384);
    next.alt = "";
    next.src = looks[(at + 1) % looks.length];
    await next.decode().catch(() => null);
    if (isRunning && next.naturalWidth) {
      at += 1;
      const shown = promise.querySelector("img:not(.going)");
      next.alt = shown.alt;
      next.className = "arriving";
      promise.querySelectorAll(".going").forEach((image) => image.remove());
      shown.classList.add("going");
      shown.alt = "";
      shown.before(next);
    }
    wait();
  }
  function wait() {
    clearTimeout(waiting);
    if (isRunning && isSeen && !document.hidden) waiting = setTimeout(turn, EACH);
  }
  function tell() {
    promise.classList.toggle("still", !isRunning);
    button.setAttribute("aria-label", isRunning ? button.dataset.pause : button.dataset.play);
    wait();
  }

  button.hidden = looks.length < 2;
  button.addEventListener("click", () => {
    isRunning = !isRunning;
    tell();
    if (isRunning) turn(); // an answer to the tap
  });
  new IntersectionObserver(([entry]) => {
    isSeen = entry.isIntersecting;
    wait();
  }).observe(promise);
  document.addEventListener("visibilitychange", wait);
  if (document.readyState === "complete") tell();
  else window.addEventListener("load", tell); // whatever else there is to load comes first
}

if (promise) begin();
