"""What an editor should look at in a text: typed quantities, and words that go out of date."""
