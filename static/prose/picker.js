/* The dialog in which a figure of prose is chosen: a statistic, a period, what to show.

`pick(attributes, language, editing)` opens it, on a figure that is edited or suggested or on none,
and gives what was chosen: `{attributes, words}`, `{remove: true}`, or null when it was left. */

const dialog = document.getElementById("figure-picker")

let pick = async () => null

if (dialog) {
  const [search, list, period, show, earlier, qualifier] = [
    "search", "list", "period", "show", "earlier", "qualifier",
  ].map((name) => document.getElementById(`picker-${name}`))
  const count = dialog.querySelector(".picker-count")
  const reads = dialog.querySelector("output")
  const [insert, remove, cancel] = dialog.querySelectorAll("button")
  const compares = dialog.dataset.compares.split(" ")
  const ranks = ({ value }) => value.startsWith("rank")

  let language = "en"
  let found = []
  let chosen = null // the statistic
  let words = ""
  let answer = null
  let saying = Promise.resolve() // until the words of what is chosen are there
  let looking = Promise.resolve() // until the list shows what is searched for
  const asked = { find: 0, read: 0 }
  let opened = 0 // how often the dialog was
  let waiting

  /** The answer of the server, or null when another question has been asked meanwhile. */
  const ask = async (kind, query) => {
    const asking = ++asked[kind]
    const address = `${dialog.dataset[kind]}?${new URLSearchParams({ ...query, language })}`
    const response = await fetch(address).catch(() => null)
    const told = response?.ok && !response.redirected ? await response.json() : {}
    return asking === asked[kind] ? told : null
  }

  const element = (name, text, className = "") => {
    const made = document.createElement(name)
    made.textContent = text
    made.className = className
    return made
  }

  const fill = (select, options, value) => {
    select.replaceChildren(...options.map(({ code, words }) => new Option(words, code)))
    // A period that is no longer there stays to be seen, and to be chosen anew.
    if (value && !options.some(({ code }) => code === value)) select.add(new Option(value, value))
    select.value = value || options[0]?.code || ""
  }

  const attributes = () => {
    const shown = compares.includes(show.value) ? `${show.value}:${earlier.value}` : show.value
    const given = {
      "data-figure": chosen.key,
      "data-period": period.value || "latest",
      "data-show": shown,
    }
    return qualifier.value ? { ...given, "data-qualifier": qualifier.value } : given
  }

  const speak = async () => {
    earlier.parentElement.hidden = !compares.includes(show.value)
    words = ""
    insert.disabled = !chosen
    if (!chosen) {
      ++asked.read
      reads.textContent = ""
      return
    }
    const given = attributes()
    const told = await ask("read", {
      key: given["data-figure"],
      period: given["data-period"],
      show: given["data-show"],
      qualifier: given["data-qualifier"] ?? "",
    })
    if (!told) return
    words = told.words ?? ""
    reads.textContent = told.words ?? told.refused ?? dialog.dataset.failed
    insert.disabled = !words
  }

  const say = () => (saying = speak())

  const choose = (statistic, given = {}) => {
    chosen = statistic
    for (const [number, option] of [...list.children].entries()) {
      const selected = found[number] === statistic
      option.setAttribute("aria-selected", selected)
      if (selected) {
        search.setAttribute("aria-activedescendant", option.id)
        option.scrollIntoView({ block: "nearest" })
      }
    }
    if (!statistic) search.removeAttribute("aria-activedescendant")
    const periods = statistic?.periods ?? []
    fill(period, [{ code: "latest", words: dialog.dataset.latest }, ...periods], given.period)
    for (const option of show.options) option.hidden = ranks(option) && !statistic?.ranked
    if (show.selectedOptions[0]?.hidden) show.value = "value"
    compare(given.earlier)
    return say()
  }

  /** Offer the periods before the one that is shown. */
  const compare = (given) => {
    const periods = chosen?.periods ?? []
    const at = periods.findIndex(({ code }) => code === period.value)
    const before = periods.slice(Math.max(at, 0) + 1)
    const kept = before.some(({ code }) => code === earlier.value) && earlier.value
    fill(earlier, before, given || kept)
  }

  const find = async (given = {}) => {
    const told = await ask("find", { q: search.value, key: given.key ?? "" })
    if (!told) return
    found = told.found ?? []
    count.textContent = told.said ?? dialog.dataset.failed
    list.replaceChildren(
      ...found.map((one, number) => {
        const option = document.createElement("li")
        option.id = `picker-option-${number}`
        option.setAttribute("role", "option")
        option.append(
          element("span", one.title, "picker-name"),
          " ",
          ...(one.mark ? [element("span", one.mark, "picker-mark"), " "] : []),
          element("span", [one.value, one.period, one.source].filter(Boolean).join(" · "), "help"),
        )
        option.addEventListener("click", () => choose(one))
        return option
      }),
    )
    const same = found.find(({ key }) => key === (given.key ?? chosen?.key))
    // A figure whose statistic is gone keeps its name until another is chosen.
    await choose(same ?? (given.key ? { key: given.key, periods: [] } : null), given)
  }

  const look = (given) => {
    clearTimeout(waiting)
    waiting = null
    return (looking = find(given))
  }

  /** What a key means that is pressed before the list has followed the letters. */
  const caughtUp = () => (waiting ? look() : looking)

  search.addEventListener("input", () => {
    clearTimeout(waiting)
    waiting = setTimeout(() => look(), 150)
  })
  /** Take what is chosen, or the only statistic that is found. */
  const finish = async () => {
    const here = opened
    await caughtUp()
    if (!chosen && found.length === 1) choose(found[0])
    await saying
    if (here !== opened || !dialog.open || !chosen || !words) return
    answer = { attributes: attributes(), words }
    dialog.close()
  }

  search.addEventListener("keydown", async (event) => {
    // A form whose button is off is not sent by Enter.
    if (event.key === "Enter" && insert.disabled) finish()
    if (!["ArrowDown", "ArrowUp"].includes(event.key)) return
    event.preventDefault()
    await caughtUp()
    const last = found.length - 1
    const now = found.indexOf(chosen)
    const to = {
      ArrowDown: now < last ? now + 1 : 0,
      ArrowUp: now > 0 ? now - 1 : last,
    }[event.key]
    if (last >= 0) choose(found[to])
  })
  period.addEventListener("change", () => compare())
  for (const select of [period, show, earlier, qualifier]) select.addEventListener("change", say)
  // The form of the dialog stands beside that of the item; neither sends the other.
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault()
    finish()
  })
  remove.addEventListener("click", () => {
    answer = { remove: true }
    dialog.close()
  })
  cancel.addEventListener("click", () => dialog.close())

  pick = (given, spoken, editing) => {
    language = spoken
    answer = null
    ++opened
    found = []
    search.value = ""
    list.replaceChildren()
    reads.lang = language
    count.textContent = ""
    insert.textContent = editing ? dialog.dataset.update : dialog.dataset.insert
    remove.hidden = !editing
    const [shows, argument] = (given?.["data-show"] ?? "value").split(":")
    const known = [...show.options].map(({ value }) => value)
    show.value = known.includes(given?.["data-show"]) ? given["data-show"] : shows
    if (!show.value) show.value = "value"
    qualifier.value = given?.["data-qualifier"] ?? ""
    choose(null) // what was offered the last time is no choice until the server has answered
    dialog.showModal()
    search.focus()
    look(
      given
        ? {
            key: given["data-figure"],
            period: given["data-period"] ?? "latest",
            earlier: compares.includes(shows) ? argument : "",
          }
        : {},
    )
    return new Promise((resolve) =>
      dialog.addEventListener("close", () => resolve(answer), { once: true }),
    )
  }
}

export { pick }
