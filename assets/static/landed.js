// A preview that wears a person's user agent runs no script: this scan was a person's.
const click = document.querySelector("[name=click]")?.value;
if (click) navigator.sendBeacon?.(`/api/v1/scans/${encodeURIComponent(click)}/confirm`);
