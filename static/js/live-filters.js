/* Applies the filters of a list as they are chosen. The button of the form does the same.

The page of the new address is fetched, and what it says takes the place of what stands here, part
by part, so that focus and opened boxes stay where they are. Parts are marked with data-live. */

const form = document.querySelector("form.filters")
const rows = document.querySelector("[data-live=rows]")
const PAUSE = 300 // milliseconds after the last letter of a search

let shown = location.search
let asking = new AbortController()
let waiting

const address = () => {
  const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value))
  return asked.size ? `${form.action}?${asked}` : form.action
}

const renew = (part, fresh) => {
  const focused = part.contains(document.activeElement) && document.activeElement.id
  const opened = [...part.querySelectorAll("details")].map(({ open }) => open)
  part.replaceChildren(...fresh.childNodes)
  for (const [number, box] of [...part.querySelectorAll("details")].entries()) {
    box.open = opened[number] ?? box.open
  }
  if (focused) document.getElementById(focused)?.focus()
}

const apply = async () => {
  clearTimeout(waiting)
  asking.abort()
  asking = new AbortController()
  const wanted = address()
  rows.ariaBusy = "true"
  try {
    const response = await fetch(wanted, { signal: asking.signal })
    if (!response.ok) throw new Error(response.statusText)
    const page = new DOMParser().parseFromString(await response.text(), "text/html")
    history.pushState(null, "", wanted)
    shown = location.search
    document.title = page.title
    for (const part of document.querySelectorAll("[data-live]")) {
      renew(part, page.querySelector(`[data-live="${part.dataset.live}"]`))
    }
    rows.ariaBusy = "false"
  } catch (error) {
    if (error.name !== "AbortError") location.assign(wanted)
  }
}

form.addEventListener("change", ({ target }) => {
  if (target.type === "checkbox") apply()
})
form.addEventListener("input", ({ target }) => {
  if (target.type !== "search") return
  clearTimeout(waiting)
  waiting = setTimeout(apply, PAUSE)
})
// A link within the page, such as the one to its content, is no choice to go back to.
addEventListener("popstate", () => {
  if (location.search !== shown) location.reload()
})
