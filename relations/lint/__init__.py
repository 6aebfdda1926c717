"""What an editor should check in a text: typed quantities, and words that go out of date."""
