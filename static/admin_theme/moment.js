/* The button that publishes later says when that is, as the server reads what was typed. */

for (const asked of document.querySelectorAll("[data-moment]")) {
  const [day, hour] = asked.querySelectorAll(".question input")
  const button = asked.querySelector("button[type=submit]")
  const answer = asked.querySelector("output")
  const plain = button.textContent
  let latest = 0
  let waiting

  const say = async () => {
    const asking = ++latest
    button.textContent = plain
    answer.textContent = ""
    if (!day.value.trim() || !hour.value.trim()) return
    const query = new URLSearchParams({ day: day.value, hour: hour.value })
    const response = await fetch(`${asked.dataset.moment}?${query}`).catch(() => null)
    if (asking !== latest || !response?.ok || response.redirected) return
    const { label, utc, asks } = await response.json()
    if (asking !== latest) return
    if (label && button.name === "_schedule") button.textContent = label
    answer.textContent = label ? (button.name === "_schedule" ? utc : `${label} · ${utc}`) : asks.join(" ")
  }

  for (const input of [day, hour])
    input.addEventListener("input", () => {
      clearTimeout(waiting)
      waiting = setTimeout(say, 250)
    })
  say()
}
