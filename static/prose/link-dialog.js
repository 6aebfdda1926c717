/* The dialog in which a link gets its address: a page of this site, or whatever is typed.

`askForAddress(address)` opens it, on an address that is edited or on none, and gives the one that
was chosen, an empty one when the link is to go, or null when the dialog was left. */

const dialog = document.getElementById("link-dialog")
const address = document.getElementById("link-address")
const list = document.getElementById("link-list")
const count = dialog.querySelector(".picker-count")
const [insert, remove, cancel] = dialog.querySelectorAll("button")

// What can be an address: it has a scheme, a host, a mailbox or a path.
const ADDRESS = /^\S*[/.@:]\S*$/

let pages = []
let chosen = null // one of them
let result = null
let requests = 0
let timer
let finding = Promise.resolve() // until the list shows what is searched for

const element = (name, text, className = "") => {
  const node = document.createElement(name)
  node.textContent = text
  node.className = className
  return node
}

const choose = (page) => {
  chosen = page
  address.removeAttribute("aria-activedescendant")
  for (const [number, option] of [...list.children].entries()) {
    const selected = pages[number] === page
    option.setAttribute("aria-selected", selected)
    if (selected) {
      address.setAttribute("aria-activedescendant", option.id)
      option.scrollIntoView({ block: "nearest" })
    }
  }
}

const optionOf = (page, number) => {
  const option = document.createElement("li")
  option.id = `link-option-${number}`
  option.setAttribute("role", "option")
  const details = [page.type, ...page.relationships, page.path].join(" · ")
  option.append(element("span", page.title, "picker-name"), " ", element("span", details, "help"))
  option.addEventListener("click", () => choose(page))
  option.addEventListener("dblclick", () => finish())
  return option
}

const findPages = async () => {
  const request = ++requests
  const url = `${dialog.dataset.pages}?${new URLSearchParams({ q: address.value.trim() })}`
  const response = await fetch(url).catch(() => null)
  const answer = response?.ok && !response.redirected ? await response.json() : {}
  if (request !== requests) return
  pages = answer.pages ?? []
  count.textContent = answer.count ?? dialog.dataset.failed
  list.replaceChildren(...pages.map(optionOf))
  choose(pages.find(({ path }) => path === address.value.trim()) ?? null)
}

const find = () => {
  clearTimeout(timer)
  timer = null
  return (finding = findPages())
}

/** Resolves once the list has followed the letters that were typed. */
const listIsCurrent = () => (timer ? find() : finding)

const leave = (address) => {
  result = address
  dialog.close()
}

/** Take the page that is chosen, or what is typed if it can be an address, or the only page found. */
const finish = async () => {
  const typed = address.value.trim()
  if (chosen) leave(chosen.path)
  else if (ADDRESS.test(typed)) leave(typed)
  else {
    await listIsCurrent()
    if (pages.length === 1) leave(pages[0].path)
    else count.textContent = dialog.dataset.choose
  }
}

address.addEventListener("input", () => {
  chosen = null
  clearTimeout(timer)
  timer = setTimeout(find, 150)
})
address.addEventListener("keydown", async (event) => {
  if (!["ArrowDown", "ArrowUp"].includes(event.key)) return
  event.preventDefault()
  await listIsCurrent()
  const step = event.key === "ArrowDown" ? 1 : -1
  const start = chosen ? pages.indexOf(chosen) : step === 1 ? -1 : 0
  if (pages.length) choose(pages.at((start + step) % pages.length))
})
// The form of the dialog stands beside that of the item; neither sends the other.
dialog.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault()
  finish()
})
remove.addEventListener("click", () => leave(""))
cancel.addEventListener("click", () => leave(null))

export const askForAddress = (current = "") => {
  result = null
  pages = []
  list.replaceChildren()
  count.textContent = ""
  address.value = current ?? ""
  remove.hidden = !current
  insert.textContent = current ? dialog.dataset.update : dialog.dataset.insert
  dialog.showModal()
  address.select()
  find()
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => resolve(result), { once: true }),
  )
}
