"""What readers may filter each list of this room by."""
