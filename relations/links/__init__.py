"""Whether the addresses that the site publishes lead anywhere: which they are, how a stranger's
server is asked safely, and what pages say of those that do not work."""
