// Review by keyboard: j and k walk the cards, a accepts, l leaves out, u undoes, w opens the reasons of the card in focus.
// Every key has a visible control; without scripts nothing is lost.

const cards = () => [...document.querySelectorAll("article.option")].filter((card) => card.offsetParent !== null);

const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

function current() {
  return document.activeElement?.closest("article.option");
}

function walk(step) {
  const all = cards();
  const place = all.indexOf(current());
  const next = all[place < 0 ? 0 : Math.min(Math.max(place + step, 0), all.length - 1)];
  if (!next) return;
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (document.body.dataset.keys !== "on" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "j") walk(1);
  else if (event.key === "k") walk(-1);
  else if (event.key === "w") current()?.querySelector("details.why > summary")?.click();
  else current()?.querySelector(`[data-key="${event.key}"]`)?.click();
});

// After a decision the page comes back at the card; put the focus there, too.
const anchor = location.hash.startsWith("#line-") && document.querySelector(location.hash);
if (anchor) {
  anchor.tabIndex = -1;
  anchor.focus({ preventScroll: true });
}
