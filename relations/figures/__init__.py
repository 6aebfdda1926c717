"""Figures: references in a text to the observations of statistics, and what follows from them."""
