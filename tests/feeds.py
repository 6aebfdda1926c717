"""Atom feeds, read."""

from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(response) -> list[dict]:
    """Return the entries of a feed: the text of each element, or where it leads, by its name."""
    feed = ElementTree.fromstring(response.content)
    return [
        {part.tag.removeprefix(ATOM): part.text or part.get("href") for part in entry}
        for entry in feed.iter(f"{ATOM}entry")
    ]
