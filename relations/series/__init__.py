"""What statistics say: computed, at every moment, beside their mirrors, drawn, and taken away."""
