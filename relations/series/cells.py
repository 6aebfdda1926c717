"""Text in the cells of a spreadsheet, which would run what looks like a formula."""

RUNS = ("=", "+", "-", "@", "\t", "\r")


def escaped(text: str) -> str:
    """`text` with an apostrophe before it when a spreadsheet would take it for a formula.

    One that begins with an apostrophe gets another, so that `plain` gives back every text.
    """
    return f"'{text}" if text.startswith((*RUNS, "'")) else text


def plain(text: str) -> str:
    """What `escaped` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith((*RUNS, "'")) else text
