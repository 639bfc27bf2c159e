// Put a campaign page here:
// <script src="https://life.example.com/static/embed.js" data-campaign="better-life" async></script>
(() => {
  const script = document.currentScript;
  const server = new URL("..", script.src);
  const { campaign, lang, title } = script.dataset;
  const click = script.dataset.click || new URLSearchParams(location.search).get("click");

  const page = new URL(`c/${encodeURIComponent(campaign)}`, server);
  page.searchParams.set("embed", "1");
  if (lang) page.searchParams.set("lang", lang);
  if (click) page.searchParams.set("click", click);

  const frame = document.createElement("iframe");
  frame.src = page;
  frame.title = title || campaign;
  frame.allow = "web-share; clipboard-write";
  frame.style.cssText = "display:block;width:100%;height:900px;border:0";
  script.after(frame);

  // the scan that led here was a person's
  if (click) navigator.sendBeacon?.(new URL(`api/v1/scans/${encodeURIComponent(click)}/confirm`, server));

  let pages = 0;
  frame.addEventListener("load", () => {
    // after the first, a new page inside starts at its top
    if (pages++ && frame.getBoundingClientRect().top < 0) frame.scrollIntoView();
  });
  addEventListener("message", ({ source, origin, data }) => {
    const isOurs = source === frame.contentWindow && origin === server.origin;
    if (isOurs && data?.postergen === "height") frame.style.height = `${Math.ceil(data.height)}px`;
  });
})();
