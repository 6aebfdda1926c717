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
  const preview = dialog.querySelector("output")
  const [insert, remove, cancel] = dialog.querySelectorAll("button")
  const compares = dialog.dataset.compares.split(" ")
  const ranks = ({ value }) => value.startsWith("rank")

  let language = document.documentElement.lang.slice(0, 2)
  let statistics = []
  let chosen = null // one of them
  let words = ""
  let result = null
  let reading = Promise.resolve() // until the words of what is chosen are there
  let finding = Promise.resolve() // until the list shows what is searched for
  const requests = { find: 0, read: 0 } // how many of each kind were sent
  let openings = 0 // how often the dialog was opened
  let timer

  /** The answer of the server, or null when another request was sent meanwhile. */
  const ask = async (kind, query) => {
    const request = ++requests[kind]
    const url = `${dialog.dataset[kind]}?${new URLSearchParams({ ...query, language })}`
    const response = await fetch(url).catch(() => null)
    const answer = response?.ok && !response.redirected ? await response.json() : {}
    return request === requests[kind] ? answer : null
  }

  const element = (name, text, className = "") => {
    const node = document.createElement(name)
    node.textContent = text
    node.className = className
    return node
  }

  const fill = (select, options, value) => {
    select.replaceChildren(...options.map(({ code, words }) => new Option(words, code)))
    // A period that is no longer there stays to be seen, and to be chosen anew.
    if (value && !options.some(({ code }) => code === value)) select.add(new Option(value, value))
    select.value = value || options[0]?.code || ""
  }

  const attributes = () => {
    const required = {
      "data-figure": chosen.key,
      "data-period": period.value || "latest",
      "data-show": compares.includes(show.value) ? `${show.value}:${earlier.value}` : show.value,
    }
    return qualifier.value ? { ...required, "data-qualifier": qualifier.value } : required
  }

  const readFigure = async () => {
    earlier.parentElement.hidden = !compares.includes(show.value)
    words = ""
    insert.disabled = !chosen
    if (!chosen) {
      ++requests.read
      preview.textContent = ""
      return
    }
    const figure = attributes()
    const answer = await ask("read", {
      key: figure["data-figure"],
      period: figure["data-period"],
      show: figure["data-show"],
      qualifier: figure["data-qualifier"] ?? "",
    })
    if (!answer) return
    words = answer.words ?? ""
    preview.textContent = answer.words ?? answer.error ?? dialog.dataset.failed
    insert.disabled = !words
  }

  const read = () => (reading = readFigure())

  const choose = (statistic, initial = {}) => {
    chosen = statistic
    for (const [number, option] of [...list.children].entries()) {
      const selected = statistics[number] === statistic
      option.setAttribute("aria-selected", selected)
      if (selected) {
        search.setAttribute("aria-activedescendant", option.id)
        option.scrollIntoView({ block: "nearest" })
      }
    }
    if (!statistic) search.removeAttribute("aria-activedescendant")
    const periods = statistic?.periods ?? []
    fill(period, [{ code: "latest", words: dialog.dataset.latest }, ...periods], initial.period)
    for (const option of show.options) option.hidden = ranks(option) && !statistic?.ranked
    if (show.selectedOptions[0]?.hidden) show.value = "value"
    compare(initial.earlier)
    return read()
  }

  /** Offer the periods before the one that is shown. */
  const compare = (initial) => {
    const periods = chosen?.periods ?? []
    const index = periods.findIndex(({ code }) => code === period.value)
    const candidates = periods.slice(Math.max(index, 0) + 1)
    const current = candidates.some(({ code }) => code === earlier.value) && earlier.value
    fill(earlier, candidates, initial || current)
  }

  const findStatistics = async (initial = {}) => {
    const answer = await ask("find", { q: search.value, key: initial.key ?? "" })
    if (!answer) return
    statistics = answer.statistics ?? []
    count.textContent = answer.count ?? dialog.dataset.failed
    list.replaceChildren(
      ...statistics.map((statistic, number) => {
        const option = document.createElement("li")
        option.id = `picker-option-${number}`
        option.setAttribute("role", "option")
        const details = [statistic.value, statistic.period, statistic.source]
        option.append(
          element("span", statistic.title, "picker-name"),
          " ",
          ...(statistic.mark ? [element("span", statistic.mark, "picker-mark"), " "] : []),
          element("span", details.filter(Boolean).join(" · "), "help"),
        )
        option.addEventListener("click", () => choose(statistic))
        return option
      }),
    )
    const same = statistics.find(({ key }) => key === (initial.key ?? chosen?.key))
    // A figure whose statistic is gone keeps its name until another is chosen.
    await choose(same ?? (initial.key ? { key: initial.key, periods: [] } : null), initial)
  }

  const find = (initial) => {
    clearTimeout(timer)
    timer = null
    return (finding = findStatistics(initial))
  }

  /** Resolves once the list has followed the letters that were typed. */
  const listIsCurrent = () => (timer ? find() : finding)

  search.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(() => find(), 150)
  })

  /** Take what is chosen, or the only statistic that is found. */
  const finish = async () => {
    const opening = openings
    await listIsCurrent()
    if (!chosen && statistics.length === 1) choose(statistics[0])
    await reading
    if (opening !== openings || !dialog.open || !chosen || !words) return
    result = { attributes: attributes(), words }
    dialog.close()
  }

  search.addEventListener("keydown", async (event) => {
    // A form whose button is off is not sent by Enter.
    if (event.key === "Enter" && insert.disabled) finish()
    if (!["ArrowDown", "ArrowUp"].includes(event.key)) return
    event.preventDefault()
    await listIsCurrent()
    const last = statistics.length - 1
    const current = statistics.indexOf(chosen)
    const next = {
      ArrowDown: current < last ? current + 1 : 0,
      ArrowUp: current > 0 ? current - 1 : last,
    }[event.key]
    if (last >= 0) choose(statistics[next])
  })
  period.addEventListener("change", () => compare())
  for (const select of [period, show, earlier, qualifier]) select.addEventListener("change", read)
  // The form of the dialog stands beside that of the item; neither sends the other.
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault()
    finish()
  })
  remove.addEventListener("click", () => {
    result = { remove: true }
    dialog.close()
  })
  cancel.addEventListener("click", () => dialog.close())

  pick = (figure, languageOfText, editing) => {
    language = languageOfText
    result = null
    ++openings
    statistics = []
    search.value = ""
    list.replaceChildren()
    preview.lang = language
    count.textContent = ""
    insert.textContent = editing ? dialog.dataset.update : dialog.dataset.insert
    remove.hidden = !editing
    const [shows, argument] = (figure?.["data-show"] ?? "value").split(":")
    const known = [...show.options].map(({ value }) => value)
    show.value = known.includes(figure?.["data-show"]) ? figure["data-show"] : shows
    if (!show.value) show.value = "value"
    qualifier.value = figure?.["data-qualifier"] ?? ""
    choose(null) // what was offered the last time is no choice until the server has answered
    dialog.showModal()
    search.focus()
    find(
      figure
        ? {
            key: figure["data-figure"],
            period: figure["data-period"] ?? "latest",
            earlier: compares.includes(shows) ? argument : "",
          }
        : {},
    )
    return new Promise((resolve) =>
      dialog.addEventListener("close", () => resolve(result), { once: true }),
    )
  }
}

export { pick }
