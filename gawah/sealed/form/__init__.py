"""The reporter's pages: one static document for each promise version and language, its scripts and its words."""
