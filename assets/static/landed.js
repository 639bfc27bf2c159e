// A preview that wears a person's user agent runs no script: this scan was a person's.
const landed = document.querySelector("[data-landed]");
if (landed) navigator.sendBeacon?.(new URL(`../api/v1/scans/${encodeURIComponent(landed.value)}/confirm?token=${landed.dataset.landed}`, import.meta.url));
