"""What a host leaves to robots, as its robots.txt says (RFC 9309)."""

from collections.abc import Iterable
from urllib.parse import unquote

ALL = "*"


class Robots:
    """What the lines of a robots.txt allow to the robot of a name: the groups that name it hold, or
    else those of all. Of the rules that fit, the longest holds."""

    def __init__(self, lines: Iterable[str], name: str):
        rules: dict[str, list[tuple[str, bool]]] = {}  # paths, and whether they are allowed
        names: set[str] = set()  # of the group, as far as they matter
        naming = False
        for line in lines:
            field, _colon, value = line.partition("#")[0].partition(":")
            field, value = field.strip().lower(), value.strip()
            if field == "user-agent":
                names = names if naming else set()
                naming = True
                names |= {value.partition("/")[0].strip().lower()} & {ALL, name.lower()}
                rules |= {each: rules.get(each, []) for each in names}
            elif field in ("allow", "disallow"):
                naming = False
                for each in names:
                    rules[each].append((value, field == "allow"))
        self.rules = rules.get(name.lower(), rules.get(ALL, []))

    def allow(self, target: str) -> bool:
        """Whether the robot may ask for a target: a path, with its query."""
        asked = unquote(target)
        fitting = [(len(path), may) for path, may in self.rules if path and _fits(path, asked)]
        return max(fitting, default=(0, True))[1]


def _fits(path: str, asked: str) -> bool:
    """Whether what is asked for begins as the path of a rule, in which `*` stands for anything, and
    `$` at the end for the end. Stars are followed one way, so that many of them take no time."""
    pattern = path[:-1] if path.endswith("$") else f"{path}*"
    first, *others = map(unquote, pattern.split("*"))
    if not others:
        return asked == first
    *between, last = others
    at = len(first)
    if not (asked.startswith(first) and asked.endswith(last)):
        return False
    for part in between:
        found = asked.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return at + len(last) <= len(asked)
