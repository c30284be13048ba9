"""The one error that says no: a stable code and a sentence that tells a clerk what to do next."""

from django.utils.functional import Promise


class Refusal(Exception):
    """A write that may not be done. Nothing has changed when it is raised.

    ``code`` is stable and dotted (``matters.deadline_vague``), ``field`` names the
    input it is about, ``params`` fill the sentence.
    """

    status = 422

    def __init__(self, code: str, message: str | Promise, /, *, field: str | None = None, **params: object):
        super().__init__(code)
        self.code = code
        self.template = message
        self.field = field
        self.params = params

    @property
    def message(self) -> str:
        """The sentence, in the language of the moment."""
        text = str(self.template)
        return text % self.params if self.params else text

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class Forbidden(Refusal):
    """The actor sees the thing but may not do this to it."""

    status = 403


class Unknown(Refusal):
    """The thing does not exist, or the actor may not know that it does: the answer is the same."""

    status = 404


class Conflict(Refusal):
    """Somebody else was first, or a repeated act came with other content."""

    status = 409
