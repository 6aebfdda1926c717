/* What follows from the form of an agreement is asked of the server when typing pauses: the form is
posted as it is, and nothing is saved. A row shows the fields that its kind has, and those that hold
something. Without this script all of them are there, and a button shows what follows. */

const PAUSE = 600 // milliseconds
const panel = document.getElementById("follows")
const form = panel?.closest("form")
const columns = JSON.parse(document.getElementById("columns-of-kinds")?.textContent ?? "{}")

// The fields of each kind

const holdsSomething = (box) =>
  box.querySelector(".errorlist") ||
  [...box.querySelectorAll("input:not([type=hidden]), textarea, select")].some((field) =>
    field.type === "checkbox" ? field.checked : field.value && !field.matches("[name$=unit]"),
  )

const fit = (select) => {
  const [, prefix, name] = select.name.match(/^(\w+)-\d+-(\w+)$/) ?? []
  const known = name === "kind" && columns[prefix]
  if (!known) return
  const { fields, anchors } = known.kinds[select.value] ?? { fields: known.governed, anchors: [] }
  const row = select.closest(".inline-related")
  for (const column of known.governed) {
    for (const box of row.querySelectorAll(`.fieldBox.field-${column}`)) {
      const place = box.parentElement
      place.hidden = !fields.includes(column) && !holdsSomething(place)
    }
  }
  for (const option of row.querySelectorAll("[name$=-anchor] option"))
    option.hidden = !!option.value && !option.selected && anchors.length > 0 && !anchors.includes(option.value)
}
const fitAll = () => form.querySelectorAll("select[name$=-kind]").forEach(fit)

// What follows

let asking = null
const ask = async () => {
  asking?.abort()
  const own = (asking = new AbortController())
  const body = new FormData(form)
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name)
  for (const name of ["_continue", "_save", "_publish", "_schedule"]) body.delete(name)
  body.set("_follows", "part")
  try {
    const response = await fetch(form.action, { method: "POST", body, signal: own.signal })
    if (!response.ok || response.redirected) throw new Error(response.statusText)
    const answer = new DOMParser().parseFromString(await response.text(), "text/html")
    for (const part of answer.querySelectorAll("[id]")) {
      const place = document.getElementById(part.id)
      if (place && place.innerHTML !== part.innerHTML) place.replaceChildren(...part.childNodes)
    }
  } catch (error) {
    if (error.name !== "AbortError") document.getElementById("follows-status").textContent = panel.dataset.failed
  }
}

let pause = 0
const askSoon = () => {
  clearTimeout(pause)
  pause = setTimeout(ask, PAUSE)
}

if (form) {
  const bears = ({ target: { name = "" } }) =>
    /^(parties|events|rules)-/.test(name) || name === "kind" || name === "binding"
  const changed = (event) => {
    if (event.target.matches?.("select[name$=-kind]")) fit(event.target)
    if (bears(event)) askSoon()
  }
  form.addEventListener("input", changed)
  window.django?.jQuery?.(form).on("change", changed) // select2 tells jQuery alone
  document.addEventListener("formset:added", fitAll)
  document.addEventListener("formset:removed", askSoon)
  panel.querySelector("[name=_follows]").addEventListener("click", (event) => {
    event.preventDefault()
    ask()
  })
  fitAll()
}
