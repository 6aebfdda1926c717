"""What the lines of a robots.txt allow, as RFC 9309 has it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relations.links.robots import Robots

NAME = "LinkCheck"


def allowed(lines: str, target: str) -> bool:
    return Robots(lines.splitlines(), NAME).allow(target)


@pytest.mark.parametrize(
    ("path", "fits", "fits_not"),
    [
        ("/", ["/", "/a?b"], []),
        ("/a", ["/a", "/a/b", "/ab"], ["/", "/b/a", "/A"]),
        ("/a$", ["/a"], ["/ab", "/a/", "/a?b"]),
        ("/*.pdf", ["/a.pdf", "/a/b.pdf?c"], ["/pdf", "/a.pd"]),
        ("/*.pdf$", ["/a.pdf", "/a.pdf.pdf"], ["/a.pdf?b"]),
        ("/a*c*e", ["/abcde", "/ace", "/a/c/e/f"], ["/aec", "/ac"]),
        ("/ab*bc$", ["/abbc", "/ab/bc"], ["/abc"]),
        ("/*ab*b$", ["/abb", "/xabyb"], ["/ab"]),
        ("/$a", ["/$a", "/$ab"], ["/", "/a"]),
        ("*", ["/", "/a"], []),
        ("/?q=", ["/?q=1"], ["/", "/a?q="]),
        ("/página", ["/p%C3%A1gina", "/p%c3%a1ginas"], ["/pagina"]),
        ("/%7Eana", ["/~ana", "/%7eana"], ["/ana"]),
        ("/price%24", ["/price$", "/price$/a"], ["/price"]),
        ("//x/", ["//x/y"], ["/x/"]),
    ],
)
def test_rule_fits_what_begins_as_its_path(path, fits, fits_not):
    for targets, may in ((fits, False), (fits_not, True)):
        for target in targets:
            assert allowed(f"User-agent: *\nDisallow: {path}", target) == may, target


@pytest.mark.parametrize(
    ("rules", "may"),
    [
        ("Disallow: /\nAllow: /a", True),
        ("Allow: /a\nDisallow: /", True),
        ("Allow: /\nDisallow: /a", False),
        ("Disallow: /a\nAllow: /a", True),  # of two as long, that which allows
        ("Allow: /a\nDisallow: /*b", False),
        ("Disallow:", True),
        ("Disallow: /\nDisallow:", False),
        ("Disallow: /a # words", False),
        ("DISALLOW : /a", False),
        ("Disallow /a", True),
        ("", True),
    ],
)
def test_longest_rule_holds_wherever_it_stands(rules, may):
    assert allowed(f"User-agent: *\n{rules}", "/ab") == may


@pytest.mark.parametrize(
    ("lines", "may"),
    [
        ("User-agent: *\nDisallow: /\nUser-agent: LinkCheck\nDisallow: /b", True),
        ("User-agent: linkcheck/1.0\nDisallow: /\nUser-agent: *\nAllow: /", False),
        ("User-agent: LinkCheck\nUser-agent: Other\nDisallow: /", False),
        ("User-agent: Other\n\nUser-agent: LinkCheck\nDisallow: /", False),
        ("User-agent: LinkCheck\nCrawl-delay: 9\nUser-agent: Other\nDisallow: /", False),
        ("User-agent: LinkCheck\nAllow: /b\nUser-agent: LinkCheck\nDisallow: /a", False),
        ("User-agent: LinkCheck\nDisallow: /b\nUser-agent: Other\nDisallow: /", True),
        ("User-agent: LinkCheck\nUser-agent: *\nDisallow: /", False),
        ("User-agent: Link\nDisallow: /", True),
        ("Disallow: /", True),
    ],
)
def test_groups_that_name_it_hold_or_else_those_of_all(lines, may):
    assert allowed(lines, "/a") == may


@given(st.text("/a*$%", max_size=8), st.text("/a$%", max_size=8))
def test_any_rule_is_read_and_what_it_says_word_for_word_holds(path, target):
    assert not allowed(f"User-agent: *\nDisallow: /{target}*", f"/{target}/a")
    assert allowed(f"User-agent: *\nDisallow: /{path}", "elsewhere") in (True, False)


def test_many_stars_and_many_names_take_no_time_and_no_room():
    stars = f"User-agent: *\nDisallow: /{'*a' * 100_000}b"
    assert allowed(stars, f"/{'a' * 2_000}")
    names = "\n".join(f"User-agent: {number}" for number in range(20_000))
    many = Robots([*names.splitlines(), *["Allow: /"] * 20_000], NAME)
    assert many.rules == []
