"""The master of the ministry's decks, made by a script so that no opaque file has to be trusted."""
