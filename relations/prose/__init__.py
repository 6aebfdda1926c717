"""Rich text below the models: its field, its figures, its sentences and the words of figures."""
