/* The public page of the working copy in a pane beside its form. It shows what is saved, and follows
   each save; what is being typed is never sent. Narrow windows have its links alone. */

const STORAGE_KEY = "chancery-preview"
const pane = document.getElementById("preview")
const tool = document.querySelector(".object-tools .beside")
const wide = matchMedia("(min-width: 75rem)")

if (pane && tool) {
  const [toggle, skipLink] = tool.children
  const frame = pane.querySelector("iframe")
  const languages = [...pane.querySelectorAll("button[name=language]")]
  const form = document.querySelector("#content-main form")
  const settings = {
    open: false,
    language: document.documentElement.lang.slice(0, 2),
    width: "full",
    ...JSON.parse(localStorage[STORAGE_KEY] ?? "{}"),
  }
  const scrollKey = () => `${STORAGE_KEY}:${location.pathname}:${settings.language}`

  const render = () => {
    const open = settings.open && wide.matches
    pane.hidden = skipLink.hidden = !open
    toggle.ariaExpanded = open
    pane.classList.toggle("phone", settings.width === "phone")
    for (const button of pane.querySelectorAll("[role=group] button"))
      button.ariaPressed = settings[button.name] === button.value
    const { page } = (languages.find(({ value }) => value === settings.language) ?? languages[0]).dataset
    if (open && frame.getAttribute("src") !== page) frame.src = page
  }

  const set = (change) => {
    saveScroll()
    Object.assign(settings, change)
    try {
      localStorage[STORAGE_KEY] = JSON.stringify(settings)
    } catch {
      // The browser keeps nothing: the choice holds for this page.
    }
    render()
  }

  // Where the page stood is kept until it is shown again, after a save.
  const saveScroll = () => {
    if (pane.hidden || !frame.contentWindow) return
    sessionStorage[scrollKey()] = frame.contentWindow.scrollY
  }

  frame.addEventListener("load", () => {
    const page = frame.contentDocument
    if (!page || !frame.getAttribute("src")) return
    // A section stands within a page; a fragment in the address would scroll the form as well.
    const place = page.getElementById(frame.dataset.place)
    const top = sessionStorage[scrollKey()] ?? (place?.getBoundingClientRect().top ?? 0) - 16
    frame.contentWindow.scrollTo({ top, behavior: "instant" })
    // Other pages open beside the desk, never inside it.
    for (const link of [...page.links, ...page.forms])
      if (!link.target && !link.getAttribute("href")?.startsWith("#")) link.target = "_blank"
  })

  const showUnsaved = () => {
    pane.querySelector(".when-saved").hidden = true
    pane.querySelector(".when-unsaved").hidden = false
  }

  toggle.addEventListener("click", () => set({ open: !settings.open }))
  pane.addEventListener("click", ({ target: { name, value } }) => {
    if (name === "close") {
      set({ open: false })
      toggle.focus()
    } else if (name) set({ [name]: value })
  })
  wide.addEventListener("change", render)
  addEventListener("pagehide", saveScroll)

  // As local-draft.js: the prose editor may rewrite a text as it opens it, so only what a person
  // does counts.
  let interacted = "unsaved" in pane.dataset
  const onChange = () => interacted && showUnsaved()
  for (const type of ["pointerdown", "keydown", "input"])
    form.addEventListener(type, () => (interacted = true), { capture: true })
  for (const type of ["input", "change", "formset:added", "formset:removed"])
    form.addEventListener(type, onChange)
  document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
    if (textarea.form === form) editor.on("update", onChange)
  })
  django.jQuery(form).on("change", onChange)

  tool.hidden = false
  onChange()
  render()
}
