// Show a poster that was made just now as it deserves: once it is there, it comes up and is lit.
const poster = document.querySelector("[data-new]");
if (poster && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
  poster.classList.add("coming");
  const light = () => poster.classList.replace("coming", "lit");
  poster.decode().then(light, light);
  poster.addEventListener("animationend", () => poster.classList.remove("lit"));
}
