/* What the pages of the admin need beyond Django's own scripts. */

// The prose editor would add its rules as an inline style, which our policy forbids, unless it finds
// them there. An element of that name outside HTML is found, and is no style; desk.css has the rules.
const decoy = document.createElementNS("urn:chancery", "style")
decoy.setAttribute("data-tiptap-style", "")
document.head.append(decoy)

// Its own words are English, but it asks for others before it starts: a form has ours.
const entries = document.getElementById("editor-words")?.content.children ?? []
const editorWords = Object.fromEntries([...entries].map(({ value, textContent }) => [value, textContent]))
const djangoGettext = window.gettext
if (djangoGettext) window.gettext = (word) => editorWords[word] ?? djangoGettext(word)

// The textbox of the prose editor is not a form control, so its label and help must be named.
document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const textbox = editor.view.dom
  const label = document.querySelector(`label[for="${textarea.id}"]`)
  const help = document.getElementById(`${textarea.id}_helptext`)
  if (label) {
    label.id ||= `${textarea.id}_label`
    textbox.setAttribute("aria-labelledby", label.id)
    label.addEventListener("click", () => editor.commands.focus())
  }
  if (help) textbox.setAttribute("aria-describedby", help.id)
  if (textarea.lang) textbox.lang = textarea.lang
  textbox.setAttribute("aria-multiline", "true")
  // The menu is made when the editor says that it is, which is after it is ready.
  editor.on("create", () => announceState(textbox.parentElement.querySelector(".prose-menubar"), label))
})

// The buttons of its menu show their state by classes alone; say it as well. Its list of kinds of
// text takes the focus when it opens, and gives it back.
function announceState(menu, label) {
  if (!menu) return
  menu.setAttribute("role", "toolbar")
  if (label) menu.setAttribute("aria-labelledby", label.id)
  // What it names without asking.
  for (const button of menu.querySelectorAll("button[title]"))
    button.title = button.ariaLabel = editorWords[button.title] ?? button.title
  for (const option of menu.querySelectorAll(".prose-menubar__option > *"))
    option.textContent = editorWords[option.textContent] ?? option.textContent
  const update = () => {
    for (const button of menu.querySelectorAll(".prose-menubar__button")) {
      button.setAttribute("aria-disabled", button.classList.contains("disabled"))
      if (button.closest(".prose-menubar__selected")) button.setAttribute("aria-haspopup", "true")
      else button.setAttribute("aria-pressed", button.classList.contains("active"))
    }
  }
  new MutationObserver(update).observe(menu, {
    subtree: true,
    childList: true,
    attributeFilter: ["class"],
  })
  update()
  for (const picker of menu.querySelectorAll("[popover]")) {
    picker.addEventListener("toggle", ({ newState }) => {
      const first = picker.querySelector("button:not(.hidden)")
      if (newState === "open") first?.focus()
    })
    picker.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      if (!step) return
      const options = [...picker.querySelectorAll("button:not(.hidden)")]
      const index = options.indexOf(document.activeElement)
      options.at((index + step) % options.length).focus()
      event.preventDefault()
    })
  }
}

// What has the focus is scrolled to where the bar of buttons does not lie over it, however high
// the bar is.
const bar = document.querySelector(".save-bar")
const leaveRoom = () => {
  const height = getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0
  document.documentElement.style.scrollPaddingBottom = `${height + 16}px`
}
if (bar) new ResizeObserver(leaveRoom).observe(bar)

// A row of a table of parts becomes a card on a narrow screen; each cell then says what it holds.
for (const table of document.querySelectorAll(".tabular table")) {
  const headings = [...table.querySelectorAll("thead th:not(.original)")].map((th) =>
    th.firstChild?.textContent.trim(),
  )
  for (const row of table.tBodies[0].rows) {
    ;[...row.cells]
      .filter((cell) => !cell.classList.contains("original"))
      .forEach((cell, column) => (cell.dataset.label = headings[column] ?? ""))
  }
}

// A closed group of parts says how many it holds.
for (const group of document.querySelectorAll(".inline-group[data-inline-type=stacked]")) {
  const heading = group.querySelector("summary .inline-heading")
  const count = group.querySelectorAll(".has_original").length
  if (heading && count) heading.append(` (${count})`)
}

// "Remove all" of select2 stands in its list without being an item of it; each choice has its own.
for (const select of document.querySelectorAll("select.admin-autocomplete[multiple]")) {
  select.dataset.allowClear = "false"
}

// Fields in tables, parts of a date, and the boxes of select2 have no label of their own: they take
// the heading of their column or the label of their row. Select2 makes its boxes once the page is
// ready, and each time a row is added.
const labelOf = (field) => {
  const beside = field.closest(".fieldBox, .form-row, .form-multiline > div")?.querySelector("label, legend")
  const own = field.closest("p.datetime") && field.previousSibling?.textContent.trim()
  const column = field.closest("td")?.dataset.label
  return [column || (field.labels?.[0] ?? beside)?.textContent.trim(), own].filter(Boolean).join(" ").replace(/:$/, "")
}
const nameFields = () => {
  const fields = "input:not([type=hidden], .select2-search__field), select, textarea"
  for (const field of document.querySelectorAll(fields)) {
    const name = labelOf(field)
    const box = field.nextElementSibling?.matches(".select2") && field.nextElementSibling
    if (name && !field.labels.length) field.ariaLabel = name
    if (!name || !box) continue
    box.querySelector(".select2-search__field")?.setAttribute("aria-label", name)
    for (const part of box.querySelectorAll("[role=combobox], [role=textbox]")) {
      const value = part.querySelector(".select2-selection__rendered") ?? part
      part.ariaLabel = name
      part.id ||= `${field.id}-box`
      part.setAttribute("aria-labelledby", `${part.id} ${value.id}`.trim())
    }
  }
  for (const tip of document.querySelectorAll(".help-tooltip[aria-label]")) tip.role = "img"
}
window.django?.jQuery?.(() => nameFields())
addEventListener("load", nameFields)
document.addEventListener("formset:added", () => setTimeout(nameFields))

// What is to be read first has the focus, also at an address that names a place in the page. What is
// wrong leads to its field, wherever that is folded in, and whatever has taken the field's place.
document.querySelector(".first")?.focus()
for (const list of document.querySelectorAll(".errorlist")) {
  for (let at = list.closest("details"); at; at = at.parentElement.closest("details")) at.open = true
}
document.querySelector(".problems")?.addEventListener("click", (event) => {
  const field = document.getElementById(event.target.closest("a")?.hash.slice(1) ?? "")
  if (!field) return
  for (let at = field.closest("details"); at; at = at.parentElement.closest("details")) at.open = true
  const box = field.nextElementSibling?.matches(".select2") && field.nextElementSibling.querySelector("[role=combobox]")
  const editor = field.parentElement.querySelector(".ProseMirror[contenteditable=true]")
  const place = box || (field.matches("textarea") && editor) || field
  if (place.tabIndex < 0) return // a group or a row: the browser goes there
  event.preventDefault()
  place.focus()
  place.closest(".form-row, .question, td")?.scrollIntoView({ block: "nearest" })
})

// A list of items to choose from begins with those of the relationships that the form names.
window.django?.jQuery?.ajaxPrefilter((options) => {
  if (!options.url.includes("/autocomplete/")) return
  const chosen = document.querySelectorAll("#id_relationship option, #id_relationships option")
  const fields = document.querySelector("#id_relationship, #id_relationships")
  const named = fields ? [...chosen].filter((option) => option.selected) : document.querySelectorAll(".belongs-to")
  for (const { value } of named) if (value) options.data += `&relationship=${encodeURIComponent(value)}`
})
