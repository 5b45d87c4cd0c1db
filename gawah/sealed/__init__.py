"""Sealed collections. So far: the promise a collection makes, its sentences, its versions."""
