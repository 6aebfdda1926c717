"""What has changed between two texts, as it is marked for people."""

from publishing.redline import ADDED, REMOVED, compare, one_side, prose_blocks, text_blocks, unified

FIGURE = '<data data-figure="trade" data-period="{}">{}</data>'


def marked(before, after):
    return unified(compare(prose_blocks(before), prose_blocks(after)))


def test_words_are_marked_inside_a_paragraph():
    html = marked("<p>Ten red apples.</p>", "<p>Ten green apples.</p>")
    assert html == "<p>Ten <del>red </del><ins>green </ins>apples.</p>"


def test_a_new_paragraph_is_new_and_the_others_are_left_alone():
    html = marked("<p>One.</p><p>Three.</p>", "<p>One.</p><p>Two and more.</p><p>Three.</p>")
    assert html == "<p>One.</p><p><ins>Two and more.</ins></p><p>Three.</p>"


def test_a_figure_is_one_word_and_read_as_its_words():
    old = f"<p>It came to {FIGURE.format(2021, '$725.7 billion in 2021')} that year.</p>"
    new = f"<p>It came to {FIGURE.format('latest', '$725.7 billion in 2021')} that year.</p>"
    html = marked(old, new)
    assert html.count("$725.7 billion in 2021") == 2
    assert '<del><span class="figure">$725.7 billion in 2021</span>' in html
    assert marked(old, old).count("<ins>") == 0


def test_another_link_under_the_same_words_is_a_change():
    html = marked('<p><a href="/a/">here</a></p>', '<p><a href="/b/">here</a></p>')
    assert "/a/" in html
    assert "/b/" in html


def test_what_was_typed_is_escaped():
    text = '<script>alert(1)</script> & "x"'
    html = unified(compare(text_blocks(text), text_blocks(f"{text} more")))
    assert "<script>" not in html
    assert "&lt;" in html
    assert '<a href="' not in marked("<p>a</p>", '<p><a href="&quot;><b>x">a</a></p>')


def test_each_side_shows_its_own_words():
    lines = compare(text_blocks("old title"), text_blocks("new title"))
    assert one_side(lines, REMOVED) == "<p><del>old </del>title</p>"
    assert one_side(lines, ADDED) == "<p><ins>new </ins>title</p>"
    assert one_side(compare([], text_blocks("x")), REMOVED) == ""


def test_long_texts_are_compared_whole():
    paragraph = " ".join(f"word{n % 97} the of" for n in range(60))
    before = "".join(f"<p>{paragraph} {n}.</p>" for n in range(60))
    after = "".join(f"<p>{paragraph} {n}.</p>" for n in range(60) if n != 30)
    html = marked(before, after)
    assert html.count("<p>") == 60
    assert html.count("<del>") == 1
    assert "<ins>" not in html


def test_a_figure_is_read_as_texts_are():
    """Markup in a figure, a figure in a figure and one that is not closed change nothing else."""
    figure = '<data data-figure="a">1 <strong>2</strong> <data data-figure="b">3</data> 4</data>'
    (block,) = prose_blocks(f"<p>It has {figure} ports.</p>")
    assert [word.text for word in block] == ["It", "has", "1 2 3 4", "ports", "."]
    assert block[3].sense == ()
    (block,) = prose_blocks('<p>It has <data data-figure="a">12 ports')
    assert [word.text for word in block] == ["It", "has", "12 ports"]


def test_data_that_refers_to_nothing_is_text():
    (block,) = prose_blocks("<p><data>two words</data></p>")
    assert [(word.text, word.sense) for word in block] == [("two", ()), ("words", ())]
