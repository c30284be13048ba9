"""Word forms that an office keeps itself: fields in double braces, filled from a paper.

A form is a program in a small language, so little of it is taken: fields, conditions and loops over the lists of
the paper. The sandbox has no functions, and whatever a paper says is escaped before it becomes part of the file.
"""

import io
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from docx import Document
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from banshi.base.papers import office
from banshi.base.papers.fields import FIELDS, fields_of
from banshi.base.papers.paper import Paper
from banshi.base.papers.word import writing
from banshi.base.zones.refusals import Refusal

TAKEN = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const, nodes.For, nodes.If,
    nodes.Compare, nodes.Operand, nodes.Not, nodes.And, nodes.Or,
)  # fmt: skip
"""Parts of the language that a form may use."""

DEEPEST = 2
"""Loops inside one another: over rows, and over the cells of a row."""


def environment() -> ImmutableSandboxedEnvironment:
    """The sandbox: no functions, no filters, no tests; what is not there is an error."""
    made = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    made.globals.clear()
    made.filters.clear()
    made.tests.clear()
    return made


def check(content: bytes, sample: Paper) -> list[str]:
    """The fields that the form names, after a trial with ``sample``. Raises :class:`Refusal` with what to mend."""
    office.check(content)
    try:
        trees = list(_trees(content))
    except TemplateError as error:
        raise _wrong(error) from error
    except Exception as error:
        raise _unreadable() from error
    named: set[str] = set()
    for tree in trees:
        _check_tree(tree)
        named |= meta.find_undeclared_variables(tree)
    unknown = sorted(named - set(FIELDS))
    if unknown:
        raise Refusal(
            "papers.template_unknown",
            _(
                "The form names fields that do not exist: %(names)s. The fields stand beside the present form."
            ),
            field="file",
            names="、".join(f"{{{{ {name[:40]} }}}}" for name in unknown[:5]),
        )
    _try(content, sample)
    return sorted(named)


def _trees(content: bytes) -> Iterator[nodes.Template]:
    """The language of each part of the file, parsed and not run."""
    form = DocxTemplate(io.BytesIO(content))
    form.render_init()
    parts = [form.get_xml()]
    for uri in (form.HEADER_URI, form.FOOTER_URI):
        parts += [form.get_part_xml(part) for _key, part in form.get_headers_footers(uri)]
    facts = form.docx.core_properties
    parts += [facts.author, facts.comments, facts.identifier, facts.language, facts.subject, facts.title]
    for part in parts:
        yield environment().parse(form.patch_xml(part or ""))


def _check_tree(node: nodes.Node, depth: int = 0) -> None:
    if not isinstance(node, TAKEN):
        raise Refusal(
            "papers.template_language",
            _(
                "The form does more than fill fields (%(what)s). Only fields, if and for over the lists are taken."
            ),
            field="file",
            what=type(node).__name__,
        )
    deeper = depth + isinstance(node, nodes.For)
    private = isinstance(node, nodes.Getattr) and node.attr.startswith("_")
    if deeper > DEEPEST or private or (isinstance(node, nodes.For) and node.recursive):
        raise Refusal(
            "papers.template_language",
            _(
                "The form does more than fill fields (%(what)s). Only fields, if and for over the lists are taken."
            ),
            field="file",
            what="for" if deeper > DEEPEST else node.__class__.__name__,
        )
    for child in node.iter_child_nodes():
        _check_tree(child, deeper)


def _wrong(error: TemplateError) -> Refusal:
    return Refusal(
        "papers.template_wrong",
        _("The form cannot be read: %(why)s. Compare the braces with the present form."),
        field="file",
        why=str(error.message or error)[:200],
    )


def _unreadable() -> Refusal:
    return Refusal(
        "papers.template_broken",
        _("The file cannot be read as a Word document. Open it in Word or WPS and save it anew."),
        field="file",
    )


def _try(content: bytes, sample: Paper) -> None:
    try:
        filled = fill(content, sample)
        Document(io.BytesIO(filled))
    except TemplateError as error:
        raise _wrong(error) from error
    except Refusal:
        raise
    except Exception as error:
        raise _unreadable() from error


def fill(content: bytes, paper: Paper) -> bytes:
    """The form filled with a paper; annexes and the imprint are added in the layout of the standard."""
    form = DocxTemplate(io.BytesIO(content))
    form.render(fields_of(paper), jinja_env=environment(), autoescape=True)
    out = io.BytesIO()
    form.save(out)
    if not (paper.annexes or paper.printer or writing.codes_of(paper)):
        return out.getvalue()
    return writing.append(out.getvalue(), paper)


def default(paper: Paper) -> bytes:
    """The present form of papers like ``paper`` as a Word file whose texts are fields: what an office begins with."""
    return writing.form_of(paper)
