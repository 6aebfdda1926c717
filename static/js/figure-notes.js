// Shows the note of a figure beside it: by click, by touch and by Enter; Escape closes it.
const box = document.createElement("div");
box.className = "figure-note";
box.popover = "auto";
box.setAttribute("role", "note");
box.tabIndex = -1;
document.body.append(box);
document.documentElement.classList.add("has-notes");
let opener = null;

function place(figure) {
  const at = figure.getClientRects()[0];
  const width = box.offsetWidth;
  const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8));
  const below = at.bottom + 6 + box.offsetHeight < window.innerHeight;
  const top = below ? at.bottom + 6 : Math.max(8, at.top - box.offsetHeight - 6);
  box.style.left = `${left}px`;
  box.style.top = `${top}px`;
}

document.addEventListener("click", (event) => {
  const figure = event.target.closest("a.figure[data-note]");
  if (!figure || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const note = document.getElementById(`note-${figure.dataset.note}`);
  if (!note) return;
  event.preventDefault();
  opener = figure;
  box.replaceChildren(...[...note.childNodes].map((node) => node.cloneNode(true)));
  box.showPopover();
  place(figure);
  box.focus({ preventScroll: true });
});

box.addEventListener("toggle", (event) => {
  if (event.newState === "closed" && box.contains(document.activeElement)) opener?.focus();
});
box.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    box.hidePopover();
    opener?.focus();
  }
  if (event.key !== "Tab") return;
  // Past either end of the note, reading goes on around its figure.
  const links = [...box.querySelectorAll("a[href]")];
  const here = document.activeElement;
  const back = event.shiftKey && (here === box || here === links[0]);
  const on = !event.shiftKey && (links.length === 0 || here === links.at(-1));
  if (!back && !on) return;
  if (back) event.preventDefault();
  box.hidePopover();
  opener?.focus();
});
// The page may still be on its way to the figure when the note opens; it goes along.
addEventListener("scroll", () => box.matches(":popover-open") && place(opener), { passive: true });
