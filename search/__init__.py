"""The derived index: it answers every list and knows the reader's words; knows no content type."""
