"""The series of statistics: at every moment, beside their mirrors, as charts and as downloads."""
