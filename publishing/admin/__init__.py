"""What every type of item shares in the admin."""
