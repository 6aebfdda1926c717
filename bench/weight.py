"""Measures how many bytes a first visit to a page loads, as a table.

    python -m bench.weight

Loads the demo into a throw-away site, serves it as `./dev run` does, and opens each page with an
empty cache in Debian's chromium, which counts the bytes that arrive: headers and bodies as they
are compressed. Pictures count as far as they are loaded without scrolling. Layout shift is the
browser's own measure of what moved while the page was loading; 0 is best.
"""

from playwright.sync_api import Browser, sync_playwright

from bench.site import browser_path, manage, served, throw_away_site

PAGES = {
    "home": "/",
    "fact sheet": "/relations/united-states-mexico/",
    "programs": "/programs/",
    "an agreement": "/agreements/usmca/",
    "a statistic": "/statistics/goods-services-trade/",
}
KINDS = {"document": "page", "stylesheet": "style", "script": "script", "image": "pictures"}
SHIFT = """() => new Promise(done => {
  let moved = 0
  new PerformanceObserver(list => list.getEntries().forEach(one => { moved += one.value }))
    .observe({type: "layout-shift", buffered: true})
  setTimeout(() => done(moved), 500)
})"""


def main() -> None:
    with throw_away_site() as environment, sync_playwright() as playwright:
        manage(environment, "prepare")
        with served(environment) as site:
            browser = playwright.chromium.launch(
                executable_path=browser_path(), args=["--no-sandbox", "--disable-gpu"]
            )
            print("| page, in kB | page | style | script | pictures | all | layout shift |")
            print("|---|--:|--:|--:|--:|--:|--:|")
            for name, path in PAGES.items():
                for width in (1280, 375):
                    print(row(f"{name}, {width} px", browser, f"{site}{path}", width))
            browser.close()


def row(name: str, browser: Browser, address: str, width: int) -> str:
    weights, shift = measure(browser, address, width)
    parts = [f"{weights.get(kind, 0) / 1000:.1f}" for kind in KINDS.values()]
    return f"| {name} | {' | '.join(parts)} | {sum(weights.values()) / 1000:.1f} | {shift:.3f} |"


def measure(browser: Browser, address: str, width: int) -> tuple[dict[str, int], float]:
    """Return the bytes that arrive, by kind, and how much of the page moved."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    weights: dict[str, int] = {}

    def count(request):
        if request.url.endswith("/favicon.ico"):
            return
        sizes = request.sizes()
        kind = KINDS.get(request.resource_type, "pictures")
        arrived = sizes["responseHeadersSize"] + sizes["responseBodySize"]
        weights[kind] = weights.get(kind, 0) + arrived

    page.on("requestfinished", count)
    page.goto(address, wait_until="networkidle")
    shift = page.evaluate(SHIFT)
    context.close()
    return weights, shift


if __name__ == "__main__":
    main()
