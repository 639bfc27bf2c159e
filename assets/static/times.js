// Moments are written in UTC; here they are shown as the reader's own clock and language have them.
const shown = new Intl.DateTimeFormat(document.documentElement.lang, {
  year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});
const full = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "full", timeStyle: "long" });
for (const time of document.querySelectorAll("time[datetime]")) {
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.getTime())) continue;
  const part = Object.fromEntries(shown.formatToParts(at).map(({ type, value }) => [type, value]));
  time.textContent = `${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}`;
  time.title = full.format(at);
}
