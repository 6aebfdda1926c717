/* A figure in prose: a reference to a statistic, edited as one unit.

Its attributes are kept in the order in which they are written, so that a text whose figures were
not touched is saved as it was. Where the page has the picker, Ctrl+Alt+F (⌘⌥F on a Mac), Enter on a
selected figure, and a button of the menu open it; so does the command `pickFigure`, with a figure to
suggest. */

import { Node, pm } from "django-prose-editor/editor"

const ATTRIBUTES = ["data-figure", "data-period", "data-show", "data-qualifier"]
const DEFAULTS = { "data-period": "latest", "data-show": "value" }

const describe = (attributes) =>
  [attributes["data-figure"], attributes["data-period"] || "latest", attributes["data-show"]]
    .filter(Boolean)
    .join(" · ")

const { NodeSelection, Plugin } = pm.state

const isFigure = (node) => node?.type.name === "figureReference"

const selectedFigure = ({ selection }) =>
  selection instanceof NodeSelection && isFigure(selection.node) ? selection.node : null

/** Put what is typed beside a figure where the caret stands: the browser may choose the other side. */
const typeBesideFigure = (view, event) => {
  const { selection, tr } = view.state
  const { nodeBefore, nodeAfter } = selection.$from
  const beside = selection.empty && (isFigure(nodeBefore) || isFigure(nodeAfter))
  if (!beside || event.inputType !== "insertText" || !event.data || event.isComposing) return false
  event.preventDefault()
  view.dispatch(tr.insertText(event.data).scrollIntoView())
  return true
}

/** That of its field: the textbox itself says it only once the editor is ready. */
const languageOf = ({ view: { dom } }) =>
  dom.closest(".prose-editor")?.querySelector("textarea")?.lang ||
  document.documentElement.lang.slice(0, 2)

// Asked for when it is first needed; a page without a dialog has no picker.
const dialog = () => document.getElementById("figure-picker")

// What the figures of the saved texts say now, which may be more than when they were written.
const currentWords = JSON.parse(document.getElementById("figure-words")?.textContent ?? "{}")

/** What tells a figure from those that say something else, as the server names it. */
const nameOf = (attributes) =>
  ATTRIBUTES.map((name) => attributes[name] || DEFAULTS[name] || "").join("|")

const wordsOf = ({ attributes, words }, language) => currentWords[language]?.[nameOf(attributes)] ?? words

const subjects = new Map() // what figures are about, as the server says it

const subjectOf = async (attributes, language) => {
  const query = new URLSearchParams({
    key: attributes["data-figure"],
    period: attributes["data-period"] ?? "latest",
    show: attributes["data-show"] ?? "value",
    language,
  })
  const url = `${dialog().dataset.read}?${query}`
  if (!subjects.has(url)) {
    const response = await fetch(url).catch(() => null)
    const answer = response?.ok && !response.redirected ? await response.json() : {}
    subjects.set(url, answer.about ?? answer.error)
  }
  return subjects.get(url)
}

/** Say which figure the caret has reached: a screen reader would read its words as any others. */
const announce = async (editor) => {
  const region = document.getElementById("figure-status")
  if (!region || !dialog()) return
  const figure = selectedFigure(editor.state)
  region.textContent = ""
  if (!figure) return
  const { attributes } = figure.attrs
  const words = wordsOf(figure.attrs, languageOf(editor))
  const subject = await subjectOf(attributes, languageOf(editor))
  if (selectedFigure(editor.state) !== figure) return
  const announcement = [words, subject].filter(Boolean).join(", ")
  region.textContent = dialog().dataset.announced.replace("{figure}", () => announcement)
}

/** Choose a figure, and put it where the selection is: in the place of the figure that is there. */
const openPicker = async (editor, suggested) => {
  const { pick } = await import(dialog().dataset.module)
  const figure = selectedFigure(editor.state)
  const language = languageOf(editor)
  const chosen = await pick(figure?.attrs.attributes ?? suggested, language, Boolean(figure))
  const { state, view } = editor
  view.focus() // first: a selection that is set without the focus does not last
  if (chosen?.remove) {
    view.dispatch(state.tr.deleteSelection().scrollIntoView())
  } else if (chosen) {
    const { from } = state.selection
    if (figure) {
      const tr = state.tr.setNodeMarkup(from, null, chosen, figure.marks)
      view.dispatch(tr.setSelection(NodeSelection.create(tr.doc, from)))
    } else {
      const node = state.schema.nodes.figureReference.create(chosen)
      view.dispatch(state.tr.replaceSelectionWith(node, true).scrollIntoView())
      document.getElementById("figure-status").textContent = chosen.words
    }
  }
}

export const FigureReference = Node.create({
  name: "figureReference",
  group: "inline",
  inline: true,
  atom: true,
  draggable: true,

  addAttributes() {
    return {
      attributes: {
        default: {},
        rendered: false,
        parseHTML: (element) =>
          Object.fromEntries(
            [...element.attributes]
              .filter(({ name }) => ATTRIBUTES.includes(name))
              .map(({ name, value }) => [name, value]),
          ),
      },
      words: {
        default: "",
        rendered: false,
        parseHTML: (element) => element.textContent,
      },
    }
  },

  parseHTML() {
    return [{ tag: "data[data-figure]" }]
  },

  renderHTML({ node }) {
    return ["data", node.attrs.attributes, node.attrs.words]
  },

  renderText({ node }) {
    return node.attrs.words
  },

  addProseMirrorPlugins() {
    return [new Plugin({ props: { handleDOMEvents: { beforeinput: typeBesideFigure } } })]
  },

  addKeyboardShortcuts() {
    const open = () => {
      if (!dialog()) return false
      openPicker(this.editor)
      return true
    }
    return {
      "Mod-Alt-f": open,
      Enter: () => (selectedFigure(this.editor.state) ? open() : false),
    }
  },

  addCommands() {
    return {
      pickFigure:
        (suggested) =>
        ({ editor }) => {
          openPicker(editor, suggested)
          return true
        },
    }
  },

  onCreate() {
    // Ready by then: what is typed right after the keys belongs into the picker.
    if (dialog()) import(dialog().dataset.module)
  },

  onSelectionUpdate() {
    announce(this.editor)
  },

  addMenuItems({ menu, buttons }) {
    if (!dialog()) return
    menu.defineItem({
      name: "figureReference",
      groups: "link",
      button: buttons.text(dialog().dataset.button, dialog().dataset.buttonTitle),
      command: (editor) => openPicker(editor),
      active: (editor) => editor.isActive("figureReference"),
    })
  },

  addNodeView() {
    return ({ node, editor }) => {
      const dom = document.createElement("data")
      for (const [name, value] of Object.entries(node.attrs.attributes)) {
        dom.setAttribute(name, value)
      }
      dom.textContent = node.attrs.words
      // Its textbox, and so its language, is there once the editor is made.
      queueMicrotask(() => (dom.textContent = wordsOf(node.attrs, languageOf(editor))))
      dom.title = describe(node.attrs.attributes)
      return { dom, ignoreMutation: () => true }
    }
  },
})
