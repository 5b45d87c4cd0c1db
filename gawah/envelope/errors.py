"""Why a sealed file, a code or a message was refused. No message names a secret or repeats what was sealed."""

from __future__ import annotations


class EnvelopeError(ValueError):
    """Base of this package's errors; its text is a whole sentence for a person."""


class AgeError(EnvelopeError):
    """An age file could not be opened. The subclasses are the classes of the age test kit."""


class HeaderFailure(AgeError):
    """The header, or a stanza for one of the identities, is malformed."""


class HmacFailure(AgeError):
    """The header was changed."""


class NoMatch(AgeError):
    """None of the identities is one that the file was sealed to."""


class PayloadFailure(AgeError):
    """The content was changed, cut off or continued."""


class WrongKey(EnvelopeError):
    """A recipient, identity or passphrase that cannot be used here."""


class NotAccepted(EnvelopeError):
    """An age file, but not of the one form and the few lengths that the intake takes."""


class Malformed(EnvelopeError):
    """What was sealed is not what its format says."""


class PartsWrong(EnvelopeError):
    """The parts are not those the manifest lists, in its order."""


class CodeWrong(EnvelopeError):
    """What was typed is no return code. ``kind``: ``letter``, ``length`` or ``check``."""

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind


class MessageRefused(EnvelopeError):
    """A message or the order of messages is not what the two sides wrote.

    ``kind``: ``forged``, ``other-report``, ``form``, ``order``, ``missing`` or ``chain``; the browser has the same.
    """

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind


class LogRefused(EnvelopeError):
    """The log of members is not what they signed, or not the one that was seen before.

    ``kind``: one of those in ``docs/formats/log.md``; the browser has the same.
    """

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind
