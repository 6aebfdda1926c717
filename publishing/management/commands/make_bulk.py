"""`manage.py make_bulk --type agreement --items 1000 --seed 1`: fill a site for trying."""

from time import perf_counter

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from publishing.bulk.filling import make_bulk
from publishing.items import item_models


def _numbers(text: str) -> dict[str, int]:
    """Read `topic=40,organization=200`. Raises ValueError for anything else."""
    pairs = [pair.split("=") for pair in text.split(",")]
    return {name.strip(): int(number) for name, number in pairs}


class Command(BaseCommand):
    help = (
        "Makes many labeled items that say what a public one says, sealed and recorded like any "
        "others; with --seed, such as have invented titles, texts and terms. Run again, it makes "
        "those that are not there. Published, they stay for good: this is for sites for trying."
    )

    def add_arguments(self, parser):
        types = [str(model._meta.model_name) for model in item_models()]
        parser.add_argument("--type", choices=[*types, "all"], required=True)
        parser.add_argument("--items", type=int, default=100, help="how many of each type")
        parser.add_argument("--editions", type=int, default=3, help="how many each item has")
        parser.add_argument("--seed", type=int, help="invent texts; the same number, the same ones")
        parser.add_argument(
            "--terms",
            type=_numbers,
            default={},
            metavar="topic=40,organization=200",
            help="how many terms of each kind there shall be for --seed to draw from",
        )
        parser.add_argument("--by", default="", help="the user name of who publishes them")
        parser.add_argument("--yes", action="store_true", help="also on a site with an address")

    def handle(self, *, type, items, editions, by, yes, seed, terms, **options):
        if settings.SITE_URL and not yes:
            raise CommandError(
                f"{settings.SITE_URL} may have readers, and what is published stays for good. Give "
                "--yes to fill it all the same."
            )
        if min(items, editions) < 1:
            raise CommandError("Give numbers of items and of editions that are above 0.")
        users = get_user_model().objects.order_by("-is_superuser", "pk")
        person = users.filter(username=by).first() if by else users.first()
        if person is None:
            raise CommandError("There is no person by that name, or none at all.")
        for model in item_models():
            if type in (model._meta.model_name, "all"):
                self._fill(model, items, editions, person, seed, terms)

    def _fill(self, model, items: int, editions: int, *options) -> None:
        made, start = 0, perf_counter()
        try:
            for count in make_bulk(model, items, editions, *options):
                made += count
        except ValidationError as error:
            raise CommandError(
                f"{model._meta.verbose_name}: {'; '.join(error.messages)}"
            ) from error
        rate = made * editions / (perf_counter() - start)
        self.stdout.write(
            f"{model._meta.verbose_name_plural}: {made} made, each with {editions} editions, "
            f"{rate:.0f} a second."
        )
