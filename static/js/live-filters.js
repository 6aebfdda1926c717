/* Applies the filters of a list as they are chosen. The button of the form does the same.

The page of the new URL is fetched, and its parts take the place of those that stand here, so that
focus and opened boxes stay where they are. Parts are marked with data-live. */

const form = document.querySelector("form.filters")
const rows = document.querySelector("[data-live=rows]")
const PAUSE = 300 // milliseconds after the last letter of a search

let currentQuery = location.search
let request = new AbortController()
let timer

const filteredUrl = () => {
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value))
  return query.size ? `${form.action}?${query}` : form.action
}

const replacePart = (part, newPart) => {
  const focusedId = part.contains(document.activeElement) && document.activeElement.id
  const open = [...part.querySelectorAll("details")].map((box) => box.open)
  part.replaceChildren(...newPart.childNodes)
  for (const [number, box] of [...part.querySelectorAll("details")].entries()) {
    box.open = open[number] ?? box.open
  }
  if (focusedId) document.getElementById(focusedId)?.focus()
}

const apply = async () => {
  clearTimeout(timer)
  request.abort()
  request = new AbortController()
  const url = filteredUrl()
  rows.ariaBusy = "true"
  try {
    const response = await fetch(url, { signal: request.signal })
    if (!response.ok) throw new Error(response.statusText)
    const page = new DOMParser().parseFromString(await response.text(), "text/html")
    history.pushState(null, "", url)
    currentQuery = location.search
    document.title = page.title
    for (const part of document.querySelectorAll("[data-live]")) {
      replacePart(part, page.querySelector(`[data-live="${part.dataset.live}"]`))
    }
    rows.ariaBusy = "false"
  } catch (error) {
    if (error.name !== "AbortError") location.assign(url)
  }
}

form.addEventListener("change", ({ target }) => {
  if (["checkbox", "date"].includes(target.type)) apply()
})
form.addEventListener("input", ({ target }) => {
  if (target.type !== "search") return
  clearTimeout(timer)
  timer = setTimeout(apply, PAUSE)
})
// What is chosen is applied already: the button leads to the results.
form.addEventListener("submit", (event) => {
  if (!event.submitter?.querySelector("[data-live=show]")) return
  event.preventDefault()
  form.querySelector(".filter-box").open = false
  const results = document.getElementById("results")
  results.focus({ preventScroll: true })
  results.scrollIntoView()
})
// A link within the page, such as the one to its content, leaves the query as it is.
addEventListener("popstate", () => {
  if (location.search !== currentQuery) location.reload()
})
