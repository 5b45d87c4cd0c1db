"""From a record to what its page shows: what to say, in which language, with which witness. No HTML pages here."""
