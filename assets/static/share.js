// Share the picture with the words that go with it, or else the link; copy either; save by a long press.
const share = document.querySelector("[data-share]");
const copy = document.querySelector("[data-copy]");
const link = document.querySelector("[data-link]");
const copyWords = document.querySelector("[data-copy-caption]");
const caption = document.querySelector("[data-caption]");
const poster = document.querySelector("[data-poster]");
const { share: url, title, code } = share.dataset;
let picture = null; // as a file, made before it is asked for: a browser shares only just after a tap

// the poster was sent on, as far as a page can see
function told() {
  navigator.sendBeacon?.(new URL(`../api/v1/posters/${code}/share`, import.meta.url));
  document.dispatchEvent(new CustomEvent("shared", { detail: { code } })); // framed.js tells the page around
}

async function file() {
  const answer = await fetch(poster.currentSrc || poster.src);
  if (!answer.ok) throw new Error(String(answer.status));
  return new File([await answer.blob()], `${code}.jpg`, { type: "image/jpeg" });
}

async function withPicture() {
  const files = [await (picture ||= file())];
  return navigator.canShare?.({ files }) ? { files, title, text: caption.value } : { title, url };
}

async function send() {
  try {
    await navigator.share(await withPicture().catch(() => ({ title, url })));
    told();
  } catch (error) {
    if (error.name !== "AbortError") await copied(link, share); // told where somebody looks
  }
}

async function copied(field, button) {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    if (!document.execCommand("copy")) return; // old in-app browsers; else it stands selected
  }
  button.textContent = button.dataset.copied;
  told();
}

if (navigator.share) {
  share.hidden = false;
  share.addEventListener("click", send);
  if (navigator.canShare) poster.decode().then(() => (picture = file())).then(null, () => (picture = null));
}
copy.hidden = copyWords.hidden = false;
copy.addEventListener("click", () => copied(link, copy));
copyWords.addEventListener("click", () => copied(caption, copyWords));
// an app's menu sends on the address of the page: the friend should not be told that the poster is theirs
if (document.querySelector("[data-known]")) {
  const address = new URL(location.href);
  address.searchParams.delete("mine");
  history.replaceState(null, "", address);
}
