// Tell the page around this frame how high it is; no more than that.
const tell = () => parent.postMessage({ postergen: "height", height: document.documentElement.offsetHeight }, "*");
if (parent !== window) {
  if (window.ResizeObserver) new ResizeObserver(tell).observe(document.documentElement);
  else setInterval(tell, 500);
  tell();
}
