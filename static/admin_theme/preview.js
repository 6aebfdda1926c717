/* The public page of the working copy in a pane beside its form. It shows what is saved, and follows
   each save; what is being typed is never sent. Narrow windows have its links alone. */

const CHOICE = "chancery-preview"
const pane = document.getElementById("preview")
const tool = document.querySelector(".object-tools .beside")
const wide = matchMedia("(min-width: 75rem)")

if (pane && tool) {
  const [toggle, way] = tool.children
  const frame = pane.querySelector("iframe")
  const languages = [...pane.querySelectorAll("button[name=language]")]
  const form = document.querySelector("#content-main form")
  const chosen = {
    open: false,
    language: document.documentElement.lang.slice(0, 2),
    width: "full",
    ...JSON.parse(localStorage[CHOICE] ?? "{}"),
  }
  const scrolled = () => `${CHOICE}:${location.pathname}:${chosen.language}`

  const show = () => {
    const open = chosen.open && wide.matches
    pane.hidden = way.hidden = !open
    toggle.ariaExpanded = open
    pane.classList.toggle("phone", chosen.width === "phone")
    for (const button of pane.querySelectorAll("[role=group] button"))
      button.ariaPressed = chosen[button.name] === button.value
    const { page } = (languages.find(({ value }) => value === chosen.language) ?? languages[0]).dataset
    if (open && frame.getAttribute("src") !== page) frame.src = page
  }

  const choose = (change) => {
    leave()
    Object.assign(chosen, change)
    try {
      localStorage[CHOICE] = JSON.stringify(chosen)
    } catch {
      // The browser keeps nothing: the choice holds for this page.
    }
    show()
  }

  // Where the page stood is kept until it is shown again, after a save.
  const leave = () => {
    if (pane.hidden || !frame.contentWindow) return
    sessionStorage[scrolled()] = frame.contentWindow.scrollY
  }

  frame.addEventListener("load", () => {
    const inside = frame.contentDocument
    if (!inside || !frame.getAttribute("src")) return
    // A section stands within a page; a fragment in the address would scroll the form as well.
    const place = inside.getElementById(frame.dataset.place)
    const top = sessionStorage[scrolled()] ?? (place?.getBoundingClientRect().top ?? 0) - 16
    frame.contentWindow.scrollTo({ top, behavior: "instant" })
    // Other pages open beside the desk, never inside it.
    for (const link of [...inside.links, ...inside.forms])
      if (!link.target && !link.getAttribute("href")?.startsWith("#")) link.target = "_blank"
  })

  const unsaved = () => {
    pane.querySelector(".when-saved").hidden = true
    pane.querySelector(".when-unsaved").hidden = false
  }

  toggle.addEventListener("click", () => choose({ open: !chosen.open }))
  pane.addEventListener("click", ({ target: { name, value } }) => {
    if (name === "close") {
      choose({ open: false })
      toggle.focus()
    } else if (name) choose({ [name]: value })
  })
  wide.addEventListener("change", show)
  addEventListener("pagehide", leave)

  // As kept.js: the prose editor may rewrite a text as it opens it, so only acts of a person count.
  let acted = "unsaved" in pane.dataset
  const changed = () => acted && unsaved()
  for (const act of ["pointerdown", "keydown", "input"])
    form.addEventListener(act, () => (acted = true), { capture: true })
  for (const act of ["input", "change", "formset:added", "formset:removed"])
    form.addEventListener(act, changed)
  document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
    if (textarea.form === form) editor.on("update", changed)
  })
  django.jQuery(form).on("change", changed)

  tool.hidden = false
  changed()
  show()
}
