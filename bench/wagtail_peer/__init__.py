"""The same fact sheet and programs as a plain Wagtail site, to measure Chancery beside it.

`python -m bench.beside_wagtail` runs it in an environment of its own; Chancery needs no Wagtail.
"""
