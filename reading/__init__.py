"""How any list and any item is read: facets, feeds, files, pages of items and of lists.

It knows no content type and works on editions through what `publishing` declares.
"""
