// Shows the note of a figure beside it, on click, touch or Enter; Escape closes it.
const note = document.createElement("div");
note.className = "figure-note";
note.popover = "auto";
note.setAttribute("role", "note");
note.tabIndex = -1;
document.body.append(note);
document.documentElement.classList.add("has-notes");
let openedFigure = null;

function placeBeside(figure) {
  const figureBox = figure.getClientRects()[0];
  const width = note.offsetWidth;
  const left = Math.max(8, Math.min(figureBox.left, document.documentElement.clientWidth - width - 8));
  const fitsBelow = figureBox.bottom + 6 + note.offsetHeight < window.innerHeight;
  const top = fitsBelow ? figureBox.bottom + 6 : Math.max(8, figureBox.top - note.offsetHeight - 6);
  note.style.left = `${left}px`;
  note.style.top = `${top}px`;
}

document.addEventListener("click", (event) => {
  const figure = event.target.closest("a.figure[data-note]");
  if (!figure || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const source = document.getElementById(`note-${figure.dataset.note}`);
  if (!source) return;
  event.preventDefault();
  openedFigure = figure;
  note.replaceChildren(...[...source.childNodes].map((node) => node.cloneNode(true)));
  note.showPopover();
  placeBeside(figure);
  note.focus({ preventScroll: true });
});

note.addEventListener("toggle", (event) => {
  if (event.newState === "closed" && note.contains(document.activeElement)) openedFigure?.focus();
});
note.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    note.hidePopover();
    openedFigure?.focus();
  }
  if (event.key !== "Tab") return;
  // Tabbing past either end of the note continues around its figure.
  const links = [...note.querySelectorAll("a[href]")];
  const focused = document.activeElement;
  const leavesBackward = event.shiftKey && (focused === note || focused === links[0]);
  const leavesForward = !event.shiftKey && (links.length === 0 || focused === links.at(-1));
  if (!leavesBackward && !leavesForward) return;
  if (leavesBackward) event.preventDefault();
  note.hidePopover();
  openedFigure?.focus();
});
// The page may still be scrolling to the figure when the note opens; the note moves along.
addEventListener(
  "scroll",
  () => note.matches(":popover-open") && placeBeside(openedFigure),
  { passive: true },
);
