/* A file that was chosen stays chosen when its form is refused: browsers forget the files of a form
   that is shown again. It is kept in this browser under the name of the form, for an hour at most. */
{
  const HOUR = 3_600_000
  const marker = document.querySelector("input[name=local_draft]")
  const input = marker?.form.querySelector("input[type=file]")

  const settled = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })

  async function openStore() {
    const request = indexedDB.open("chancery-files")
    request.onupgradeneeded = () => request.result.createObjectStore("files")
    const database = await settled(request)
    database.onversionchange = () => database.close() // whoever signs out deletes it
    return () => database.transaction("files", "readwrite").objectStore("files")
  }

  async function keepFiles() {
    const store = await openStore()
    for (const key of await settled(store().getAllKeys()))
      if (Date.now() - (await settled(store().get(key))).at > HOUR) store().delete(key)
    if (!input) return
    const key = marker.value
    input.addEventListener("change", () => {
      const [file] = input.files
      if (file) store().put({ at: Date.now(), file }, key)
      else store().delete(key)
    })
    const kept = await settled(store().get(key))
    if (!kept || input.files.length || input.ariaInvalid === "true") return
    const chosen = new DataTransfer()
    chosen.items.add(kept.file)
    input.files = chosen.files
  }

  // A browser that keeps nothing asks for the file again.
  keepFiles().catch(() => {})

  document.getElementById("logout-form")?.addEventListener("submit", () => indexedDB.deleteDatabase("chancery-files"))
}
