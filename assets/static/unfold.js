// A link to a part of the page opens what is folded around it; browsers of today do so by themselves.
function unfold() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  target.closest(".table-group")?.scrollIntoView();
}

addEventListener("hashchange", unfold);
document.addEventListener("click", (event) => {  // the address does not change where it says so already
  if (event.target.closest(".tabs a")?.hash === location.hash) unfold();
});
unfold();
