// What is forgotten on the server is forgotten in this tab, too.
import { forget } from "./kept.js";

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && new URL(event.target.action).pathname.endsWith("/forget")) forget();
});
