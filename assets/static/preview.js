// Reload when a file of a look was saved.
let seen = "";
setInterval(async () => {
  const answer = await fetch("/version").catch(() => null);
  if (!answer?.ok) return;
  const version = await answer.text();
  if (seen && version !== seen) location.reload();
  seen = version;
}, 700);
