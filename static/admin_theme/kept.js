/* What is typed in the form of an item stays in this browser until it is saved, and is offered back
   when the session ended or the tab was closed. It is sent only by the form's own buttons. Whoever
   signs out leaves nothing here for the next person. */

const PREFIX = "chancery-typed"
const DAYS = 30
const marker = document.querySelector("input[name=kept]")
const form = marker?.form
const editors = new Map()
const shownAgain = Boolean(marker?.value)
const nonce = marker?.value || crypto.getRandomValues(new Uint32Array(3)).join("-")
const mine = `${PREFIX}:${document.currentScript.dataset.user}:`
const stem = `${mine}${location.pathname}:`
// The texts whose form is open in no other tab.
const left = new Set()
let acted = false
let touched = false
let waiting

// The prose editor may rewrite a text as it opens it: only what a person does counts as typing.
for (const act of ["pointerdown", "keydown", "input"])
  document.addEventListener(act, () => (acted = true), { capture: true })

document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  if (textarea.form !== form) return
  editors.set(textarea.name, editor)
  editor.on("update", later)
})

const kept = () =>
  Object.keys(localStorage)
    .filter((key) => key.startsWith(stem))
    .map((key) => ({ key, ...JSON.parse(localStorage[key]) }))
    .sort((one, other) => other.at - one.at)

const controls = () =>
  [...form.elements].filter(
    (one) =>
      one.name &&
      !["password", "file", "submit", "button"].includes(one.type) &&
      !["csrfmiddlewaretoken", "kept", "version", "base"].includes(one.name) &&
      !one.name.includes("__prefix__"),
  )

function later() {
  if (!acted) return
  touched = true
  clearTimeout(waiting)
  waiting = setTimeout(keep, 300)
}

function keep() {
  clearTimeout(waiting)
  if (!touched) return
  const values = {}
  for (const one of controls()) {
    if (one.type === "checkbox" || one.type === "radio") {
      if (one.checked) (values[one.name] ??= []).push([one.value])
      else values[one.name] ??= []
    } else if (one.tagName === "SELECT") {
      values[one.name] = [...one.selectedOptions].map((option) => [option.value, option.text])
    } else values[one.name] = [[editors.get(one.name)?.getHTML() ?? one.value]]
  }
  try {
    localStorage[stem + nonce] = JSON.stringify({ at: Date.now(), values })
  } catch {
    // The browser keeps nothing, or has no room left: the form works without.
  }
}

// Keep nothing until more is typed.
function forget() {
  clearTimeout(waiting)
  touched = false
}

function addRows(values) {
  for (const [name, [[wanted]]] of Object.entries(values).filter(([name]) => name.endsWith("-TOTAL_FORMS"))) {
    const total = form.elements[name]
    const add = total?.closest(".inline-group")?.querySelector(".add-row a, a.add-row, .add-row button")
    for (let round = 0; add && Number(total.value) < Number(wanted) && round < 200; round++) add.click()
  }
}

function putBack({ values }) {
  addRows(values)
  for (const one of controls()) {
    const was = values[one.name]
    if (!was || /-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/.test(one.name)) continue
    if (one.type === "checkbox" || one.type === "radio") {
      one.checked = was.some(([value]) => value === one.value)
    } else if (one.tagName === "SELECT") {
      for (const [value, text] of was)
        if (![...one.options].some((option) => option.value === value)) one.add(new Option(text, value))
      for (const option of one.options) option.selected = was.some(([value]) => value === option.value)
    } else if (editors.has(one.name)) editors.get(one.name).commands.setContent(was[0][0], { emitUpdate: true })
    else if (one.type !== "hidden") one.value = was[0][0]
    one.dispatchEvent(new Event("change", { bubbles: true }))
  }
  touched = true
  keep()
}

// Each open form holds a lock named as its text, where the browser has locks (over https and on
// the machine itself); elsewhere every text counts as left.
function whenLeft(key, act) {
  if (navigator.locks) navigator.locks.request(key, act)
  else act()
}

function offer() {
  const [latest] = kept().filter(({ key }) => left.has(key))
  document.querySelector(".kept")?.remove()
  if (!latest) return
  const banner = document.getElementById("kept-offer").content.firstElementChild.cloneNode(true)
  const words = banner.querySelector("[data-said]")
  const when = new Date(latest.at).toLocaleString(document.documentElement.lang, {
    dateStyle: "medium",
    timeStyle: "short",
  })
  words.textContent = words.dataset.said.replace("{when}", when)
  banner.addEventListener("click", ({ target }) => {
    const act = target.dataset.act
    if (!act) return
    if (act === "restore") putBack(latest)
    delete localStorage[latest.key]
    offer()
  })
  form.prepend(banner)
}

// What the server says it saved is kept no longer; nor is what is old.
const saved = document.cookie.match(/(?:^|; )kept=([\d-]+)/)?.[1]
for (const key of Object.keys(localStorage).filter((name) => name.startsWith(`${PREFIX}:`))) {
  const old = Date.now() - JSON.parse(localStorage[key]).at > DAYS * 86_400_000
  if (old || (saved && key.endsWith(`:${saved}`))) delete localStorage[key]
}
if (saved) document.cookie = "kept=; Max-Age=0; path=/admin/; SameSite=Strict"

document.getElementById("logout-form")?.addEventListener("submit", () => {
  for (const key of Object.keys(localStorage)) if (key.startsWith(mine)) delete localStorage[key]
  forget()
})

if (form) {
  marker.value = nonce
  form.addEventListener("input", later)
  form.addEventListener("change", later)
  form.addEventListener("submit", () => {
    touched ||= acted
    keep()
  })
  addEventListener("pagehide", keep)
  // Select2 tells of its changes through jQuery alone.
  django.jQuery(form).on("change", later)
  // Another tab has signed out, or discarded what this form had kept before it was offered there.
  addEventListener("storage", ({ key, newValue }) => key === stem + nonce && !newValue && forget())
  navigator.locks?.request(stem + nonce, () => new Promise((free) => addEventListener("pagehide", free)))
  // A form that was refused holds what was typed: it goes on as it is, and nothing need be offered.
  if (shownAgain) touched = true
  else
    for (const { key } of kept())
      whenLeft(key, () => {
        left.add(key)
        offer()
      })
}
