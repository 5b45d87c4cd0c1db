"""The public site: snapshot files in, static pages out, a pure function of its input.

Nothing here sees a database or the network. Words shown to readers are in ``words/<language>.json``, one file
a language; how to add one is told in ``docs/translating.md``.
"""
