// Share the picture, or else the link; copy the link; save by a long press.
const share = document.querySelector("[data-share]");
const copy = document.querySelector("[data-copy]");
const link = document.querySelector("[data-link]");
const save = document.querySelector("[data-save]");
const poster = document.querySelector("[data-poster]");
const { share: url, title, code } = share.dataset;

// the poster was sent on, as far as a page can see
const told = () => navigator.sendBeacon?.(new URL(`../api/v1/posters/${code}/share`, import.meta.url));

async function withPicture() {
  const answer = await fetch(poster.currentSrc || poster.src);
  const files = [new File([await answer.blob()], `${code}.jpg`, { type: "image/jpeg" })];
  return navigator.canShare?.({ files }) ? { files, title, text: `${title} ${url}` } : { title, url };
}

async function send() {
  try {
    await navigator.share(await withPicture().catch(() => ({ title, url })));
    told();
  } catch (error) {
    if (error.name !== "AbortError") await copyLink();
  }
}

async function copyLink() {
  link.select();
  try {
    await navigator.clipboard.writeText(url);
  } catch {
    if (!document.execCommand("copy")) return; // old in-app browsers; else it stands selected
  }
  copy.textContent = copy.dataset.copied;
  told();
}

if (navigator.share) {
  share.hidden = false;
  share.addEventListener("click", send);
}
copy.hidden = false;
copy.addEventListener("click", copyLink);
if (/MicroMessenger/i.test(navigator.userAgent)) save.textContent = save.dataset.wechat;
// an app's menu sends on the address of the page: the friend should not be told that the poster is theirs
if (document.querySelector("[data-known]")) {
  const address = new URL(location.href);
  address.searchParams.delete("mine");
  history.replaceState(null, "", address);
}
