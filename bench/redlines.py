"""Measures how long it takes to compare two long texts.

    python -m bench.redlines

The row to compare with is a text against itself. A naive comparison of whole pages took minutes.
"""

from time import perf_counter

from bench.site import open_site


def main() -> None:
    open_site()
    from publishing.redline import compare, prose_blocks, unified  # noqa: PLC0415

    paragraph = " ".join(f"word{n % 97} the of" for n in range(400))
    before = "".join(f"<p>{paragraph} {n}.</p>" for n in range(150))
    changed = "".join(f"<p>The {paragraph} {n + 1} and.</p>" for n in range(150))
    pairs = {
        "150 long paragraphs, none changed": (before, before),
        "150 long paragraphs, all changed": (before, changed),
        "one paragraph of 40,000 words, rewritten": (
            f"<p>{'one two ' * 20000}</p>",
            f"<p>{'two three one ' * 15000}</p>",
        ),
    }
    print("| texts | seconds |\n|---|--:|")
    for name, (text, other) in pairs.items():
        start = perf_counter()
        unified(compare(prose_blocks(text), prose_blocks(other)))
        print(f"| {name} | {perf_counter() - start:.2f} |")


if __name__ == "__main__":
    main()
