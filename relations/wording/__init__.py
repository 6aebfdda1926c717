"""The words of numbers, dates and quantities, in English and in Spanish: formatted and parsed."""
