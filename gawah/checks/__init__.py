"""What a file, a link, a text or a sender pretends to be: what was looked for, and what was found. No network.

There is no verdict here, and no word for one: a report lists findings, and what was looked for besides.
"""
