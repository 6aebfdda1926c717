/* What is pasted or dropped into prose from elsewhere goes to the server first, which answers with
what it says as prose and with what it left out; a bar above the text tells of that. One set of rules
cleans it there, in texts that are saved as well. What was copied in an editor of prose is prose. */

import { Extension, pm } from "django-prose-editor/editor"

const { Plugin } = pm.state

const OWN = new Set("p h2 h3 h4 ul ol li blockquote br a data strong em sup sub".split(" "))

// Asked for when it is first needed; a page without it cleans nothing when it is pasted.
const desk = () => document.getElementById("pasting")

// Pictures that stand in the HTML itself: they are left out, and need no way to the server.
const PICTURE = /(\ssrc=["']?)data:[^"'\s>]*/g

const isOwn = (html) =>
  html.includes("data-pm-slice") &&
  [...new DOMParser().parseFromString(html, "text/html").body.querySelectorAll("*")].every(
    (element) => OWN.has(element.localName) && !element.hasAttribute("style"),
  )

/** The answer of the server: `{html, left_out}`, or `{error}`. */
const clean = async (html, levels) => {
  const { url, failed } = desk().dataset
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "X-CSRFToken": token },
      body: new URLSearchParams({ html: html.replace(PICTURE, "$1"), levels }),
    })
    if (response.headers.get("Content-Type") === "application/json") return await response.json()
  } catch {
    // There was no answer, or half of one.
  }
  return { error: failed }
}

const barOf = ({ view: { dom } }) => dom.closest(".prose-editor").querySelector(".pasting-bar")

const tell = (editor, sentences, role) => {
  const bar = barOf(editor)
  bar.replaceChildren()
  if (!sentences.length) return
  const paragraph = document.createElement("p")
  const close = document.createElement("button")
  if (role) paragraph.setAttribute("role", role)
  paragraph.textContent = sentences.join(" ")
  close.type = "button"
  close.className = "button"
  close.textContent = desk().dataset.close
  close.addEventListener("click", () => {
    bar.replaceChildren()
    editor.view.focus()
  })
  bar.append(paragraph, close)
}

/** Put prose where a range is. The caret comes behind it, or stays with the words it stands in. */
const put = (editor, prose, range, caretStays) => {
  const { view } = editor
  let caret = view.state.selection.getBookmark()
  editor.commands.setTextSelection(range)
  editor.once("transaction", ({ transaction: { mapping } }) => (caret = caret.map(mapping)))
  view.pasteHTML(prose)
  if (!caretStays) return
  view.dispatch(view.state.tr.setSelection(caret.resolve(view.state.doc)).scrollIntoView())
}

/** Put what `html` says where a range is once the server has answered; typing goes on meanwhile.
Gives whether it is there. */
const insert = async (editor, html, range) => {
  let hasMoved = false // whoever pasted it, to go on elsewhere
  const follow = ({ transaction: { mapping, docChanged, selectionSet } }) => {
    range = { from: mapping.map(range.from, -1), to: mapping.map(range.to, -1) }
    hasMoved ||= docChanged || selectionSet
  }
  const { levels } = editor.extensionManager.extensions.find(({ name }) => name === "heading").options
  editor.on("transaction", follow)
  tell(editor, [desk().dataset.reading])
  const { html: prose, left_out: leftOut, error } = await clean(html, levels)
  editor.off("transaction", follow)
  if (prose) put(editor, prose, range, hasMoved)
  if (error) tell(editor, [error], "alert")
  else tell(editor, leftOut)
  return !error
}

const pending = new Set() // what is on its way

// Whoever saves right after pasting saves what was pasted; stays, if it could not be.
const waitForPending = (event) => {
  const { target: form, submitter } = event
  if (!pending.size || !form.querySelector(".prose-editor")) return
  event.preventDefault()
  event.stopImmediatePropagation()
  Promise.all(pending).then((done) => done.every(Boolean) && form.requestSubmit(submitter))
}
document.addEventListener("submit", waitForPending, true)

/** Whether HTML has to be cleaned; if so, it is on its way. */
const take = (editor, event, html, range) => {
  if (!html || !desk() || isOwn(html)) return false
  event.preventDefault()
  const insertion = insert(editor, html, range).finally(() => pending.delete(insertion))
  pending.add(insertion)
  return true
}

export const Pasting = Extension.create({
  name: "pasting",

  onCreate() {
    const bar = document.createElement("div")
    bar.className = "pasting-bar"
    bar.setAttribute("role", "status")
    this.editor.view.dom.closest(".prose-editor").prepend(bar)
  },

  addProseMirrorPlugins() {
    const { editor } = this
    // Before the editor reads it: a browser complains of every style that our policy forbids.
    const paste = ({ state, input }, event) => {
      // Shift asks for plain text, except with Insert.
      if (input.shiftKey && input.lastKeyCode !== 45) return false
      return take(editor, event, event.clipboardData?.getData("text/html"), state.selection)
    }
    const drop = (view, event) => {
      const place = view.posAtCoords({ left: event.clientX, top: event.clientY })
      if (view.dragging || !place) return false
      const range = { from: place.pos, to: place.pos }
      return take(editor, event, event.dataTransfer?.getData("text/html"), range)
    }
    return [new Plugin({ props: { handleDOMEvents: { paste, drop } } })]
  },
})
