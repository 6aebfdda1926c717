"""The public pages of this room."""
