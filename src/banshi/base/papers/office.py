"""Is a Word file that somebody sends harmless? Looked at before any part of it is parsed.

Counted while it is unpacked: parts, bytes, how far they were squeezed. Refused are macros, embedded objects and
other files, everything that leads outside, fields that fetch or run something, and document types of XML.
"""

import io
import re
import zipfile

from django.utils.translation import gettext_lazy as _

from banshi.base.zones.refusals import Refusal

MEGABYTE = 1024 * 1024
MOST_BYTES = 2 * MEGABYTE
MOST_UNPACKED = 20 * MEGABYTE
MOST_PARTS = 300
MOST_RATIO = 200
CHUNK = 64 * 1024
MAIN_TYPE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
DANGEROUS_PARTS = re.compile(r"vba|macro|activex|embeddings|\.bin$|\.exe$|afchunk|altchunk|oleobject", re.I)
ALLOWED_ENDINGS = (".xml", ".rels", ".png", ".jpeg", ".jpg", ".gif", ".emf", ".wmf", ".odttf", ".fntdata")
EXTERNAL = re.compile(rb"TargetMode\s*=\s*[\"']External", re.I)
_FIELD = re.compile(rb"<w:instrText[^>]*>([^<]*)|w:instr\s*=\s*[\"']([^\"']*)")
FIELDS = {b"PAGE", b"NUMPAGES", b"SECTIONPAGES", b"MERGEFORMAT", b"ARABIC", b"DATE", b"TIME"}
_WORDS = re.compile(rb"[A-Za-z]{2,}")


def _refuse(code: str, message, **params) -> Refusal:
    return Refusal(f"papers.{code}", message, field="file", **params)


def check(content: bytes) -> None:
    """Raises :class:`Refusal`, in a sentence that says what to take out, for a file that is not harmless."""
    if len(content) > MOST_BYTES:
        raise _refuse(
            "template_large", _("The file is larger than %(limit)s MB. Take pictures out of it."), limit=2
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _check_parts(packed)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise _refuse(
            "template_kind", _("This is not a Word file (.docx). In Word or WPS choose «save as» and .docx.")
        ) from error


def _check_parts(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or len(set(names)) != len(names):
        raise _refuse("template_parts", _("The file has too many parts. Copy its text into a new document."))
    unpacked = 0
    for part in parts:
        _check_name(part.filename)
        body = _unpacked(packed, part, MOST_UNPACKED - unpacked)
        unpacked += len(body)
        _check_part(part.filename, body)
    if "word/document.xml" not in names or "[Content_Types].xml" not in names:
        raise _refuse(
            "template_kind", _("This is not a Word file (.docx). In Word or WPS choose «save as» and .docx.")
        )


def _check_name(name: str) -> None:
    if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name:
        raise _refuse("template_parts", _("The file has too many parts. Copy its text into a new document."))
    if DANGEROUS_PARTS.search(name) or not (name.endswith("/") or name.lower().endswith(ALLOWED_ENDINGS)):
        raise _refuse(
            "template_active",
            _(
                "The file holds a macro, an object or another file (%(part)s). Take it out and save it as .docx."
            ),
            part=name[-60:],
        )


def _unpacked(packed: zipfile.ZipFile, part: zipfile.ZipInfo, room: int) -> bytes:
    """The bytes of a part, counted while they are unpacked: what its head says of its size is not believed."""
    pieces, size = [], 0
    most = min(room, max(part.compress_size, 1024) * MOST_RATIO)
    with packed.open(part) as stream:
        while piece := stream.read(CHUNK):
            size += len(piece)
            if size > most:
                raise _refuse(
                    "template_bomb", _("The file unpacks to too much. Copy its text into a new document.")
                )
            pieces.append(piece)
    return b"".join(pieces)


def _check_part(name: str, body: bytes) -> None:
    if name == "[Content_Types].xml" and (MAIN_TYPE not in body or b"macroEnabled" in body):
        raise _refuse(
            "template_kind", _("This is not a Word file (.docx). In Word or WPS choose «save as» and .docx.")
        )
    if not name.lower().endswith((".xml", ".rels")):
        return
    head = body[:4096]
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body or head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _refuse(
            "template_active", _("The file holds a document type (%(part)s). Save it anew."), part=name
        )
    if EXTERNAL.search(body):
        raise _refuse(
            "template_outside",
            _(
                "The file leads outside: a link, a picture or a form kept elsewhere. Take it out and send it again."
            ),
        )
    _check_fields(body)


def _check_fields(body: bytes) -> None:
    if b"altChunk" in body or b"<w:object" in body:
        raise _refuse("template_active", _("The file holds an object. Take it out and send it again."))
    said = b" ".join(one or two for one, two in _FIELD.findall(body))
    strange = {
        word
        for word in _WORDS.findall(said)
        if word.upper() not in FIELDS and word not in (b"yyyy", b"MM", b"dd")
    }
    if strange:
        raise _refuse(
            "template_field",
            _("The file holds a field of Word's that is not taken (%(name)s). Only page numbers are."),
            name=sorted(strange)[0].decode("ascii", "replace")[:30],
        )
