"""How numbers, dates and words are said, read and compared, in English and in Spanish."""
