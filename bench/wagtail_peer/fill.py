"""Makes the Wagtail site's tables and publishes the demo's English texts in it."""

import os
import tomllib
from operator import itemgetter
from pathlib import Path

import django
from django.core.management import call_command

CONTENT = Path(__file__).resolve().parents[2] / "demo" / "content"


def main() -> None:
    migrations = Path(os.environ["PEER_DIR"]) / "peer_migrations"
    migrations.mkdir()
    (migrations / "__init__.py").touch()
    django.setup()
    call_command("makemigrations", "wagtail_peer", verbosity=0)
    call_command("migrate", verbosity=0)

    from wagtail.models import Page, Site  # noqa: PLC0415

    from bench.wagtail_peer.models import Agreement, FactSheet, Program, Programs  # noqa: PLC0415

    (sheet,) = demo("relationships")
    root = Page.get_first_root_node()
    home = root.add_child(
        instance=FactSheet(
            title=sheet["title_en"],
            slug="united-states-mexico",
            lead=sheet["lead_en"],
            sections=[
                ("section", {"heading": section["title_en"], "text": section["body_en"]})
                for section in sorted(demo("sections"), key=itemgetter("position"))
            ],
        )
    )
    Site.objects.update(root_page=home)
    programs = home.add_child(instance=Programs(title="Programs", slug="programs"))
    for program in demo("programs"):
        programs.add_child(
            instance=Program(
                title=program["title_en"],
                summary=program["summary_en"],
                description=program.get("description_en", ""),
                direction=program.get("direction", ""),
                topics=program.get("topics", []),
            )
        )
    for agreement in demo("agreements"):
        home.add_child(
            instance=Agreement(
                title=agreement["title_en"],
                summary=agreement["summary_en"],
                text=agreement.get("body_en", ""),
            )
        )
    for page in Page.objects.specific():
        page.save_revision().publish()
    call_command("rebuild_references_index", verbosity=0)
    call_command("update_index", verbosity=0)


def demo(kind: str) -> list[dict]:
    return [tomllib.loads(path.read_text()) for path in sorted((CONTENT / kind).glob("*.toml"))]


if __name__ == "__main__":
    main()
