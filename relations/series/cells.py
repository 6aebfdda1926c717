"""Text in the cells of a spreadsheet, which would run what looks like a formula."""

RUNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "'")


def escaped(text: str) -> str:
    """`text` with an apostrophe before it when a spreadsheet would take it for a formula.

    One that begins with an apostrophe gets another, so that `plain` gives back every text.
    """
    return f"'{text}" if _runs(text) else text


def plain(text: str) -> str:
    """What `escaped` was given."""
    return text[1:] if text.startswith("'") and _runs(text[1:]) else text


def _runs(text: str) -> bool:
    return text.lstrip().startswith(RUNS) or text.startswith(("\t", "\r"))
