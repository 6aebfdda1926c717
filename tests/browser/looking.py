"""A window that is shown pages and writes down what is wrong with each of them."""

from pathlib import Path

import axe_playwright_python

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
CRITERIA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Says which element it is by its nearest surroundings, so that the same fault reads the same.
NAMED = """const named = element => {
  const one = it => it.localName + [...it.classList].map(name => `.${name}`).join("")
  const around = [element.parentElement?.parentElement, element.parentElement, element]
  return around.filter(Boolean).map(one).join(" > ") + " · " + element.outerHTML.slice(0, 120)
}"""
RUN_AXE = (
    "async tags => {"
    + NAMED
    + """
  const options = {runOnly: tags, resultTypes: ["violations"], elementRef: true}
  const {violations} = await axe.run(document, options)
  return violations.flatMap(({id, nodes}) => nodes.map(({element, any, all, none}) =>
    `${id} ${named(element)} · ${[...any, ...all, ...none].map(check => check.message)[0]}`))
}"""
)

# What a reader can press, and how large it is. A box that carries its own label is as large as
# the label. A link in a line of text is as large as the text, which the criterion allows.
SMALL_TARGETS = (
    "least => {"
    + NAMED
    + """
  const inText = element => {
    if (element.tagName !== "A" || getComputedStyle(element).display !== "inline") return false
    const block = element.closest("p, li, dd, dt, td, th, figcaption, div, address, caption, h3")
    return block && block.textContent.trim().length > element.textContent.trim().length
  }
  const whole = element => element.closest("label, .select2-selection") || element
  const box = element => whole(element).getBoundingClientRect()
  return [...document.querySelectorAll(
    "a[href], button, summary, select, textarea, input:not([type=hidden]), [role=button]")]
    .filter(element => element.checkVisibility({visibilityProperty: true}))
    .filter(element => !inText(element))
    .map(element => [element, box(element)])
    .filter(([_, {width, height}]) => width > 1 && height > 1)  // read out, not seen
    .filter(([_, {width, height}]) => Math.min(width, height) < least - 0.5)
    .map(([element, {width, height}]) =>
      `under ${least} px ${named(element)} · ${width.toFixed(0)} × ${height.toFixed(0)}`)
}"""
)

WIDER_THAN_WINDOW = """() => {
  const room = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= room) return []
  const wide = [...document.body.querySelectorAll("*")]
    .filter(element => element.getBoundingClientRect().right > room + 1)
  return [`${document.documentElement.scrollWidth} px wide in ${room}: ` +
    wide.slice(-3).map(element => element.outerHTML.slice(0, 120)).join(" | ")]
}"""

# Text that is cut off: by the element that holds it, which cannot be scrolled, or by another text
# that lies on it. What is read out and not seen is a pixel wide.
CUT_OFF = (
    "() => {"
    + NAMED
    + """
  const visible = element => element.checkVisibility({visibilityProperty: true})
  const all = [...document.body.querySelectorAll("*")].filter(visible)
  const some = (element, ...kinds) => {
    const {overflowX, overflowY} = getComputedStyle(element)
    return kinds.includes(overflowX) || kinds.includes(overflowY)
  }
  const cut = all.filter(element => element.clientWidth > 1 && some(element, "hidden", "clip"))
    .filter(element => !element.closest(".visually-hidden, input, select"))
    .filter(({scrollWidth, clientWidth, scrollHeight, clientHeight}) =>
      scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1)
    .map(element => `cut off ${named(element)}`)
  const shown = (box, element) => {
    const scrolled = element.closest(".table-box, .in-page")
    if (!scrolled || !some(scrolled, "auto", "scroll")) return box
    const room = scrolled.getBoundingClientRect()
    return {left: Math.max(box.left, room.left), right: Math.min(box.right, room.right),
      top: Math.max(box.top, room.top), bottom: Math.min(box.bottom, room.bottom)}
  }
  const texts = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement
    if (!node.data.trim() || !visible(parent)) continue
    if (parent.closest(".visually-hidden, option, script, style, .skip")) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    for (const box of range.getClientRects()) {
      if (box.width > 1) texts.push({box: shown(box, parent), parent, node})
    }
  }
  const covers = (one, other) => Math.min(
    Math.min(one.right, other.right) - Math.max(one.left, other.left),
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)) > 5
  const over = []
  texts.forEach((one, place) => {
    const other = texts.slice(place + 1).find(it => it.node !== one.node && covers(one.box, it.box))
    if (other) over.push(`lies over ${named(one.parent)} · ${other.node.data.slice(0, 40)}`)
  })
  return [...cut, ...over]
}"""
)
# What WCAG 1.4.12 has readers set.
TEXT_SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
  word-spacing: .16em !important } p { margin-block-end: 2em !important }"""

# As a reader's own style sheet is: the policy of the page does not count for it.
SET_STYLE = """text => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(text)
  document.adoptedStyleSheets.push(sheet)
}"""

WITHOUT_WORDS = """() => [...document.images].filter(image => !image.hasAttribute("alt"))
  .map(image => image.outerHTML.slice(0, 160))"""

# The element that has the focus: what shows it, and whether something lies over all of it.
FOCUSED = """() => {
  const element = document.activeElement
  if (!element || element === document.body) return null
  const style = getComputedStyle(element.closest(".select2-selection") ?? element)
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
  const box = element.getClientRects()[0] || {left: 0, top: 0, width: 0, height: 0}
  const seen = [[.5, .5], [.1, .1], [.9, .1], [.1, .9], [.9, .9]].some(([across, down]) => {
    const [x, y] = [box.left + box.width * across, box.top + box.height * down]
    const top = document.elementFromPoint(x, y)
    return top && (element.contains(top) || top.contains(element) && !top.closest("[popover]"))
  })
  const shown = outlined || style.boxShadow !== "none"
  return {shown, seen, name: element.outerHTML.slice(0, 160),
    place: `${box.left.toFixed(0)},${box.top.toFixed(0)} of ${innerHeight}`}
}"""


# What Chromium advises on Django's own forms: a form of passwords without a field for the name,
# and a form that both asks for the focus and takes it.
HINTS = ("[DOM] Password forms should", "Autofocus processing was blocked")


class Window:
    """One page of a browser; `faults` collects a line for each thing that is wrong."""

    def __init__(self, page, base: str):
        self.page, self.base = page, base
        self.faults: list[str] = []
        self.heard: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.heard.append(str(error)))

    def _hear(self, message) -> None:
        if not message.text.startswith(HINTS):
            self.heard.append(f"{message.text} {message.location['url']}")

    def look_at(
        self, address: str, *, expect: int | None = 200, widths=(1280, 320), scrolls_at=0, least=24
    ):
        """Open an address and examine it at each width.

        Without an answer to expect, what is no page or leads elsewhere is passed over.
        """
        self.heard.clear()
        self.page.set_viewport_size({"width": widths[0], "height": 900})
        response = self.page.goto(self.base + address)
        if expect is None:
            page = "text/html" in response.headers.get("content-type", "")
            refused = response.status in (403, 404, 405)
            if not page or refused or response.request.redirected_from:
                return
            expect = 200
        if response.status != expect:
            self._note(address, "status", [f"{response.status}, not {expect}"])
            return
        self.examine(address, widths=widths, scrolls_at=scrolls_at, least=least, status=expect)

    def examine(self, name: str, *, widths, scrolls_at=0, least=24, status=200):
        """Examine the page that is open; `name` says in faults which one it is."""
        # Chromium itself says of every answer over 399 that it failed to load.
        heard = [
            text for text in self.heard if status == 200 or not text.startswith("Failed to load")
        ]
        self._note(name, "console", heard)
        evaluate = self.page.evaluate
        evaluate(AXE)
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": 900})
            where = f"{name} at {width} px"
            if width >= scrolls_at:
                self._note(where, "sideways", evaluate(WIDER_THAN_WINDOW))
            self._note(where, "target", evaluate(SMALL_TARGETS, least))
            self._note(where, "axe", evaluate(RUN_AXE, CRITERIA))
        self._note(name, "alt", evaluate(WITHOUT_WORDS))
        self.heard.clear()  # of what axe itself did

    def find_lack_of_room(self, address: str, *, widths=(1280, 320), spacing="", overlaps=True):
        """Open an address, with text set wider by `spacing`, and note what has no room there."""
        response = self.page.goto(self.base + address)
        assert response.status < 500, address
        if spacing:
            self.page.evaluate(SET_STYLE, spacing)
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": 900})
            where = f"{address} at {width} px"
            self._note(where, "sideways", self.page.evaluate(WIDER_THAN_WINDOW))
            if overlaps:
                self._note(where, "no room", self.page.evaluate(CUT_OFF))

    def walk(self, name: str, most: int = 250) -> int:
        """Press Tab until the page is over; the number of stops."""
        self.page.evaluate("scrollTo(0, 0)")
        for stop in range(most):
            self.page.keyboard.press("Tab")
            focused = self.page.evaluate(FOCUSED)
            if focused is None:
                return stop
            if not focused["shown"]:
                self._note(name, "focus cannot be seen", [focused["name"]])
            if not focused["seen"]:
                self._note(name, "focus is covered", [f"{focused['place']} {focused['name']}"])
        return most

    def _note(self, where: str, what: str, faults: list[str]) -> None:
        self.faults += [f"{where} · {what} · {' '.join(fault.split())}" for fault in faults]


def summary(faults: list[str]) -> str:
    """The faults, each kind said once, with an example and how often it is found."""
    kinds: dict[str, list[str]] = {}
    for fault in faults:
        _where, what, kind, *_example = fault.split(" · ")
        kinds.setdefault(f"{what}: {kind}", []).append(fault)
    return "\n".join(f"{kind} ({len(same)})\n      {same[0]}" for kind, same in kinds.items())
