"""What a reader of Atom feeds makes of one."""

from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(response) -> list[dict]:
    feed = ElementTree.fromstring(response.content)
    return [
        {part.tag.removeprefix(ATOM): part.text or part.get("href") for part in entry}
        for entry in feed.iter(f"{ATOM}entry")
    ]
