/* What is typed in a form of the admin stays in this browser as a local draft until it is saved, and
   is offered back when the session ended or the tab was closed. It is sent only by the form's own
   buttons. Whoever signs out leaves nothing here for the next person. */

// Drafts that browsers hold since earlier releases have this name as well.
const PREFIX = "chancery-typed"
const DAYS = 30
const COOKIE = "local_draft"
const marker = document.querySelector("input[name=local_draft]")
const form = marker?.form
const editors = new Map()
const shownAgain = Boolean(marker?.value)
const nonce = marker?.value || crypto.getRandomValues(new Uint32Array(3)).join("-")
const userPrefix = `${PREFIX}:${document.currentScript.dataset.user}:`
// Of a list of parts in pages, what was typed belongs to its page.
const rows = new URLSearchParams(location.search).get("rows")
const pagePrefix = `${userPrefix}${location.pathname}${rows ? `?rows=${rows}` : ""}:`
const ownKey = pagePrefix + nonce
// The drafts whose form is open in no other tab.
const abandoned = new Set()
let interacted = false
let dirty = false
let timer

// The prose editor may rewrite a text as it opens it: only what a person does counts as typing.
for (const type of ["pointerdown", "keydown", "input"])
  document.addEventListener(type, () => (interacted = true), { capture: true })

document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  if (textarea.form !== form) return
  editors.set(textarea.name, editor)
  editor.on("update", scheduleAutosave)
})

const draftsOfPage = () =>
  Object.keys(localStorage)
    .filter((key) => key.startsWith(pagePrefix))
    .map((key) => ({ key, ...JSON.parse(localStorage[key]) }))
    .sort((draft, other) => other.at - draft.at)

const controls = () =>
  [...form.elements].filter(
    ({ name, type }) =>
      name &&
      !["password", "file", "submit", "button"].includes(type) &&
      !["csrfmiddlewaretoken", marker.name, "version", "base"].includes(name) &&
      !name.includes("__prefix__"),
  )

const isBox = ({ type }) => type === "checkbox" || type === "radio"

function scheduleAutosave() {
  if (!interacted) return
  dirty = true
  clearTimeout(timer)
  timer = setTimeout(autosave, 300)
}

function autosave() {
  clearTimeout(timer)
  if (!dirty) return
  const values = {}
  for (const control of controls()) {
    const { name } = control
    if (isBox(control)) {
      values[name] ??= []
      if (control.checked) values[name].push([control.value])
    } else if (control.tagName === "SELECT") {
      values[name] = [...control.selectedOptions].map((option) => [option.value, option.text])
    } else values[name] = [[editors.get(name)?.getHTML() ?? control.value]]
  }
  try {
    localStorage[ownKey] = JSON.stringify({ at: Date.now(), values })
  } catch {
    // The browser keeps nothing, or has no room left: the form works without.
  }
}

// Keep nothing until more is typed.
function stopAutosave() {
  clearTimeout(timer)
  dirty = false
}

// The rows of lists of parts among names and values: each with its key, which a new one has not yet.
const rowsAmong = (pairs) =>
  pairs.flatMap(([name, key]) => {
    const [, row, list] = name.match(/^((.+)-\d+)-id$/) ?? []
    return row ? [{ row, list, key }] : []
  })

const rowsInForm = () => rowsAmong(controls().map(({ name, value }) => [name, value]))

const rowsOfDraft = (values) => rowsAmong(Object.entries(values).map(([name, saved]) => [name, saved[0]?.[0] ?? ""]))

function addRows(values) {
  const countNew = (rows, list) => rows.filter((row) => row.list === list && !row.key).length
  const draft = rowsOfDraft(values)
  for (const list of new Set(draft.map((row) => row.list))) {
    const group = form.elements[`${list}-TOTAL_FORMS`]?.closest(".inline-group")
    const add = group?.querySelector(".add-row a, a.add-row, .add-row button")
    const wanted = countNew(draft, list)
    for (let round = 0; add && countNew(rowsInForm(), list) < wanted && round < 200; round++) add.click()
  }
}

// The values of a draft by the names that the form has for them: others may have added rows since,
// so that each is found by its key. What was typed in a row that is gone is left out.
function namedAsInForm(values) {
  const present = rowsInForm()
  const places = {}
  for (const { row, list, key } of rowsOfDraft(values)) {
    const at = present.findIndex((other) => other.list === list && other.key === key)
    places[row] = at < 0 ? null : present.splice(at, 1)[0].row
  }
  const renamed = ([name, saved]) => {
    const row = name.match(/^.+-\d+(?=-)/)?.[0]
    if (!(row in places)) return [[name, saved]]
    return places[row] ? [[places[row] + name.slice(row.length), saved]] : []
  }
  return Object.fromEntries(Object.entries(values).flatMap(renamed))
}

function restore({ values }) {
  addRows(values)
  values = namedAsInForm(values)
  for (const control of controls()) {
    const saved = values[control.name]
    if (!saved || /-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/.test(control.name)) continue
    const isSaved = ({ value }) => saved.some(([savedValue]) => savedValue === value)
    if (isBox(control)) {
      control.checked = isSaved(control)
    } else if (control.tagName === "SELECT") {
      for (const [value, text] of saved)
        if (![...control.options].some((option) => option.value === value)) control.add(new Option(text, value))
      for (const option of control.options) option.selected = isSaved(option)
    } else if (editors.has(control.name)) {
      editors.get(control.name).commands.setContent(saved[0][0], { emitUpdate: true })
    } else if (control.type !== "hidden") control.value = saved[0][0]
    control.dispatchEvent(new Event("change", { bubbles: true }))
  }
  dirty = true
  autosave()
}

// Each open form holds a lock named as its draft, where the browser has locks (over https and on
// the machine itself); elsewhere every draft counts as abandoned.
function whenAbandoned(key, callback) {
  if (navigator.locks) navigator.locks.request(key, callback)
  else callback()
}

function offer() {
  const latest = draftsOfPage().find(({ key }) => abandoned.has(key))
  document.querySelector(".local-draft")?.remove()
  if (!latest) return
  const banner = document.getElementById("local-draft-offer").content.firstElementChild.cloneNode(true)
  const text = banner.querySelector("[data-words]")
  const when = new Date(latest.at).toLocaleString(document.documentElement.lang, {
    dateStyle: "medium",
    timeStyle: "short",
  })
  text.textContent = text.dataset.words.replace("{when}", when)
  banner.addEventListener("click", ({ target: { dataset } }) => {
    if (!dataset.action) return
    if (dataset.action === "restore") restore(latest)
    delete localStorage[latest.key]
    offer()
  })
  form.prepend(banner)
}

// What the server says it saved is forgotten; so is what is old.
const savedNonce = document.cookie.match(new RegExp(`(?:^|; )${COOKIE}=([\\d-]+)`))?.[1]
for (const key of Object.keys(localStorage).filter((name) => name.startsWith(`${PREFIX}:`))) {
  const expired = Date.now() - JSON.parse(localStorage[key]).at > DAYS * 86_400_000
  if (expired || (savedNonce && key.endsWith(`:${savedNonce}`))) delete localStorage[key]
}
if (savedNonce) document.cookie = `${COOKIE}=; Max-Age=0; path=/admin/; SameSite=Strict`

document.getElementById("logout-form")?.addEventListener("submit", () => {
  for (const key of Object.keys(localStorage)) if (key.startsWith(userPrefix)) delete localStorage[key]
  stopAutosave()
})

if (form) {
  marker.value = nonce
  form.addEventListener("input", scheduleAutosave)
  form.addEventListener("change", scheduleAutosave)
  form.addEventListener("submit", () => {
    dirty ||= interacted
    autosave()
  })
  addEventListener("pagehide", autosave)
  // Select2 tells of its changes through jQuery alone.
  window.django?.jQuery?.(form).on("change", scheduleAutosave)
  // Another tab has signed out, or discarded what this form had kept before it was offered there.
  addEventListener("storage", ({ key, newValue }) => key === ownKey && !newValue && stopAutosave())
  navigator.locks?.request(ownKey, () => new Promise((release) => addEventListener("pagehide", release)))
  // A form that was refused holds what was typed: it goes on as it is, and nothing need be offered.
  if (shownAgain) dirty = true
  else
    for (const { key } of draftsOfPage())
      whenAbandoned(key, () => {
        abandoned.add(key)
        offer()
      })
}
