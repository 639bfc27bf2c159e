// Put a campaign page here:
// <script src="https://life.example.com/static/embed.js" data-campaign="better-life" async></script>
// Attributes and events: docs/embedding.md; their types: client/v1.d.ts
(() => {
  const script = document.currentScript;
  const server = new URL("..", script.src);
  const { campaign, title, into, click: told, options = "", lang, place, template, occasion } = script.dataset;
  const click = told || new URLSearchParams(location.search).get("click");

  const page = new URL(campaign ? `c/${encodeURIComponent(campaign)}` : ".", server);
  for (const [name, value] of Object.entries({ embed: "1", lang, click, place, template, occasion })) {
    if (value) page.searchParams.set(name, value);
  }
  for (const option of options.split(/[\s,]+/).filter(Boolean)) page.searchParams.append("option", option);

  const frame = document.createElement("iframe");
  frame.referrerPolicy = "origin"; // the server says why, if it does not know this origin
  frame.src = page;
  frame.title = title || campaign || server.host;
  frame.allow = "web-share; clipboard-write";
  frame.style.cssText = "display:block;width:100%;height:900px;border:0";
  const target = into && document.querySelector(into);
  if (target) target.append(frame);
  else script.after(frame);

  // the scan that led here was a person's
  if (click) navigator.sendBeacon?.(new URL(`api/v1/scans/${encodeURIComponent(click)}/confirm`, server));

  let pages = 0;
  frame.addEventListener("load", () => {
    // after the first, a new page inside starts at its top
    if (pages++ && frame.getBoundingClientRect().top < 0) frame.scrollIntoView();
  });
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== frame.contentWindow || origin !== server.origin || typeof data?.postergen !== "string") return;
    if (data.postergen === "height") frame.style.height = `${Math.ceil(data.height)}px`;
    const { postergen, ...detail } = data;
    frame.dispatchEvent(new CustomEvent(`postergen:${postergen}`, { detail, bubbles: true }));
  });
})();
