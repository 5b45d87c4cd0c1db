"""The feed: what is published, signed as a TUF repository; its keys; and how anyone can verify it.

TUF is The Update Framework, https://theupdateframework.github.io/specification/latest/
"""
