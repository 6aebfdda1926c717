/* Each finding beside a form leads to its words: they are selected in their field, and a figure can
take their place at once. Without this script the links lead to the fields alone. */

const panel = document.getElementById("findings")
const status = document.getElementById("figure-status")

/** The words as a pattern that any white space between them fits. */
const patternOf = (words) =>
  new RegExp(words.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&").replace(/\s+/g, "\\s+"), "g")

/** Where the words begin and end in a prose editor. What is no text takes one place there. */
const placesIn = ({ state: { doc } }, pattern) => {
  const places = []
  doc.descendants((node, position) => {
    if (!node.isTextblock) return true
    const text = node.textBetween(0, node.content.size, "", "\ufffc")
    for (const { 0: words, index } of text.matchAll(pattern)) {
      const from = position + 1 + index
      places.push({ from, to: from + words.length })
    }
    return false
  })
  return places
}

/** Go to the words of a finding and select them. Gives the editor of a prose field. */
const goTo = (finding) => {
  const field = document.getElementById(finding.querySelector("a").hash.slice(1))
  for (let group = field?.closest("details"); group; group = group.parentElement.closest("details")) {
    group.open = true
  }
  const { words, nth } = finding.dataset
  const pattern = patternOf(words)
  const editor = field?.parentElement.querySelector(".ProseMirror[contenteditable]")?.editor
  const places = editor
    ? placesIn(editor, pattern)
    : [...(field?.value ?? "").matchAll(pattern)].map(({ 0: match, index }) => ({
        from: index,
        to: index + match.length,
      }))
  const place = places[nth] ?? places.at(-1)
  status.textContent = place ? "" : panel.dataset.gone
  if (!editor) {
    field?.focus()
    if (place) field.setSelectionRange(place.from, place.to)
    return null
  }
  editor.view.focus()
  if (place) editor.chain().setTextSelection(place).scrollIntoView().run()
  return place ? editor : null
}

panel.addEventListener("click", (event) => {
  const control = event.target.closest("a, button")
  if (!control) return
  event.preventDefault()
  const editor = goTo(control.closest("li"))
  const { figure, period } = control.dataset
  if (figure && editor) {
    editor.commands.pickFigure({
      "data-figure": figure,
      "data-period": period,
      "data-show": "value",
    })
  }
})
for (const button of panel.querySelectorAll("button")) button.hidden = false
