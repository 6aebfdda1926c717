/* The button that publishes later says when that is, as the server reads what was typed. */

for (const question of document.querySelectorAll("[data-moment]")) {
  const [day, hour] = question.querySelectorAll(".question input")
  const button = question.querySelector("button[type=submit]")
  const output = question.querySelector("output")
  const plainLabel = button.textContent
  const schedules = button.name === "_schedule"
  let latestRequest = 0
  let timer

  const update = async () => {
    const request = ++latestRequest
    button.textContent = plainLabel
    output.textContent = ""
    if (!day.value.trim() || !hour.value.trim()) return
    const query = new URLSearchParams({ day: day.value, hour: hour.value })
    const response = await fetch(`${question.dataset.moment}?${query}`).catch(() => null)
    if (request !== latestRequest || !response?.ok || response.redirected) return
    const { label, utc, errors } = await response.json()
    if (request !== latestRequest) return
    if (label && schedules) button.textContent = label
    output.textContent = label ? (schedules ? utc : `${label} · ${utc}`) : errors.join(" ")
  }

  for (const input of [day, hour])
    input.addEventListener("input", () => {
      clearTimeout(timer)
      timer = setTimeout(update, 250)
    })
  update()
}
