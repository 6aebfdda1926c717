"""Who did what: of one item, and of all. It can be read and nothing else."""
