"""What a visitor may filter each list of this room by."""
