"""What can be wrong with a proof, a note or a key: one exception type with a stable code."""


class ProofError(ValueError):
    """Something does not hold or cannot be read. ``code`` is stable, ``detail`` is for people who debug."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class TreeError(ProofError):
    """Sizes, indexes or stored nodes that no tree can have."""


class PathError(ProofError):
    """An inclusion or consistency path that does not lead to the root it should."""


class NoteError(ProofError):
    """A note, checkpoint or announcement that is not well-formed, or whose signature does not hold."""


class KeyFormatError(ProofError):
    """A key text that is not well-formed."""


class ReceiptError(ProofError):
    """A receipt that cannot be read or cannot be built."""
