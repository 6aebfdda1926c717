"""How any list and any item is read: facets, feeds, files, pages of items and of lists.

Knows no content type: it works on editions through what `publishing` declares.
"""
