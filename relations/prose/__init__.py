"""Rich text below the models: its field, its figures, its passages and how a figure is worded."""
