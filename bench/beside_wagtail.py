"""Chancery and a Wagtail site with the same English texts, asked in turn, for docs/benchmarks.md.

    python -m bench.beside_wagtail --seconds 3

Wagtail is installed into a throw-away environment. Its templates are bare, it has one language and
no figures, facets or dates to work out, so the comparison leans its way. Neither site has a proxy
in front of it. What follows is what that Wagtail site did in the trials of `wagtail_peer.trials`.
"""

import argparse
import os
import subprocess
import tempfile
import venv
from pathlib import Path
from statistics import median

from bench.pages import measure
from bench.site import ROOT, manage, served, throw_away_site

WAGTAIL = ("wagtail==8.0.1", "django-filter", "granian")
QUERY = "?topic=education&direction=to_home&q=students"
PAGES = {  # the address in Chancery and the one in Wagtail
    "fact sheet": ("/relations/united-states-mexico/", "/"),
    "programs": ("/programs/", "/programs/"),
    "programs, three filters": (f"/programs/{QUERY}", f"/programs/{QUERY}"),
    "an agreement": ("/agreements/usmca/", "/united-statesmexicocanada-agreement/"),
}
CHANCERY, WAGTAIL_SITE = zip(*PAGES.values(), strict=True)


def main(seconds: float) -> None:
    with tempfile.TemporaryDirectory() as folder, throw_away_site() as environment:
        manage(environment, "prepare")
        fresh = {**environment, "PAGE_CACHE": "0"}
        python, peer = make_wagtail(Path(folder))
        with served(environment) as site:
            cached = [median(measure(site, path, seconds)) for path in CHANCERY]
        with served(fresh) as site:
            made_anew = [median(measure(site, path, seconds)) for path in CHANCERY]
        with served(peer, "bench.wagtail_peer.wsgi:application", python) as site:
            wagtail = [median(measure(site, path, seconds)) for path in WAGTAIL_SITE]
        trials = [python, "-m", "bench.wagtail_peer.trials"]
        results = subprocess.run(trials, env=peer, cwd=ROOT, check=True, capture_output=True)
    print("| median, ms | Chancery | Chancery, each page made anew | Wagtail |")
    print("|---|--:|--:|--:|")
    for name, *times in zip(PAGES, cached, made_anew, wagtail, strict=True):
        print(f"| {name} | {' | '.join(f'{seconds * 1000:.1f}' for seconds in times)} |")
    print(results.stdout.decode())


def make_wagtail(folder: Path) -> tuple[str, dict[str, str]]:
    """Make a Wagtail site with the demo's texts. Returns its Python and its environment."""
    venv.create(folder / "venv", with_pip=True)
    python = str(folder / "venv" / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", *WAGTAIL], check=True)
    settings = "bench.wagtail_peer.settings"
    environment = {**os.environ, "PEER_DIR": str(folder), "DJANGO_SETTINGS_MODULE": settings}
    fill = [python, "-m", "bench.wagtail_peer.fill"]
    subprocess.run(fill, env=environment, cwd=ROOT, check=True)
    return python, environment


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=3)
    main(parser.parse_args().seconds)
