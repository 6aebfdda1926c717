/* Links in prose: the dialog that asks for an address offers the pages of this site. */

import { Link as BaseLink } from "django-prose-editor/editor"

// Asked for when it is first needed; a page without it has the dialog of the editor.
const dialog = () => document.getElementById("link-dialog")

export const Link = BaseLink.extend({
  onCreate() {
    // Ready by then: what is typed right after the keys belongs into the dialog.
    if (dialog()) import(dialog().dataset.module)
  },

  // Whatever is pasted says itself what is a link, and where it leads.
  addPasteRules() {
    return []
  },

  addCommands() {
    const commands = this.parent?.()
    return {
      ...commands,
      addLink:
        () =>
        ({ editor, ...context }) => {
          if (!dialog()) return commands.addLink()({ editor, ...context })
          if (editor.state.selection.empty && !editor.isActive("link")) return false
          openDialog(editor)
          return true
        },
    }
  },
})

const openDialog = async (editor) => {
  const { askForAddress } = await import(dialog().dataset.module)
  const attributes = editor.getAttributes("link")
  const address = await askForAddress(attributes.href)
  editor.view.focus()
  const link = editor.chain().focus().extendMarkRange("link")
  if (address === "") link.unsetLink().run()
  // A title told of the page that it led to before.
  else if (address && address !== attributes.href) link.setMark("link", { href: address, title: null }).run()
}
