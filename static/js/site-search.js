/* Suggests pages while a reader types into the search box of the site. Arrows choose one, Enter or a
click opens it, Escape closes the list; without any of them Enter searches, as it does without this. */

const form = document.querySelector("form.site-search")
const input = form.querySelector("[type=search]")
const PAUSE = 120 // milliseconds after the last letter
const KEPT = 50 // answers that are kept for whoever deletes a letter and types it again

const list = document.createElement("ul")
list.id = "site-suggestions"
list.hidden = true
list.setAttribute("role", "listbox")
list.setAttribute("aria-label", form.dataset.listLabel)
const said = document.createElement("p")
said.className = "visually-hidden"
said.setAttribute("aria-live", "polite")
form.append(list, said)
input.setAttribute("role", "combobox")
input.setAttribute("aria-autocomplete", "list")
input.setAttribute("aria-controls", list.id)
input.setAttribute("aria-expanded", "false")

const answers = new Map()
let request = new AbortController()
let timer
let active = -1

const choose = (number) => {
  active = number
  for (const [place, option] of [...list.children].entries()) {
    option.setAttribute("aria-selected", String(place === number))
  }
  const option = list.children[number]
  if (option) {
    input.setAttribute("aria-activedescendant", option.id)
    option.scrollIntoView({ block: "nearest" })
  } else {
    input.removeAttribute("aria-activedescendant")
  }
}

const close = () => {
  clearTimeout(timer)
  request.abort()
  list.hidden = true
  input.setAttribute("aria-expanded", "false")
  choose(-1)
}

const optionOf = ({ title, language, type, address }, number) => {
  const option = document.createElement("li")
  option.id = `site-suggestion-${number}`
  option.setAttribute("role", "option")
  option.setAttribute("aria-selected", "false")
  option.dataset.address = address
  const name = document.createElement("span")
  name.lang = language
  name.textContent = title
  const kind = document.createElement("small")
  kind.textContent = type
  option.append(name, " ", kind)
  return option
}

const show = (answer) => {
  choose(-1)
  list.replaceChildren(...answer.suggestions.map(optionOf))
  list.hidden = answer.suggestions.length === 0
  input.setAttribute("aria-expanded", String(!list.hidden))
  said.textContent = answer.said
}

const ask = async (text) => {
  request.abort()
  request = new AbortController()
  const query = new URLSearchParams(new FormData(form))
  query.set("q", text)
  try {
    if (!answers.has(text)) {
      const response = await fetch(`${form.dataset.suggestions}?${query}`, { signal: request.signal })
      if (!response.ok) return close()
      if (answers.size >= KEPT) answers.clear()
      answers.set(text, await response.json())
    }
    if (input.value.trim() === text && document.activeElement === input) show(answers.get(text))
  } catch (error) {
    if (error.name !== "AbortError") close() // the box still searches
  }
}

const open = (option) => location.assign(option.dataset.address)

input.addEventListener("input", () => {
  clearTimeout(timer)
  const text = input.value.trim()
  if (text) timer = setTimeout(ask, PAUSE, text)
  else close()
})
input.addEventListener("keydown", (event) => {
  if (event.isComposing) return
  const number = list.hidden ? 0 : list.children.length
  if (["ArrowDown", "ArrowUp"].includes(event.key)) {
    event.preventDefault()
    if (!number) return input.value.trim() ? ask(input.value.trim()) : undefined
    const step = event.key === "ArrowDown" ? 1 : -1
    // Below the last one, and above the first, is the box itself.
    choose(((active + 1 + step + number + 1) % (number + 1)) - 1)
  } else if (event.key === "Enter" && list.children[active]) {
    event.preventDefault()
    open(list.children[active])
  } else if (event.key === "Escape" && number) {
    event.preventDefault()
    close()
  } else if (event.key === "Tab") {
    close()
  }
})
input.addEventListener("blur", close)
// Before the box loses the focus, which closes the list.
list.addEventListener("pointerdown", (event) => event.preventDefault())
list.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]")
  if (option) open(option)
})
