"""Word forms of an office: what is taken, what is refused and why, filling, versions, the house's layout again."""

import io
import zipfile

import pytest
from django.test import Client
from docx import Document

from banshi.base.history.models import Entry
from banshi.base.papers import actions, filling, office, queries, registry
from banshi.base.papers.models import WordForm
from banshi.base.papers.paper import Paper, Para
from banshi.base.zones.ids import uuid7
from banshi.base.zones.models import Account
from banshi.base.zones.refusals import Forbidden, Refusal
from base.papers.samples import DOCUMENT, LETTER, MINUTES, SLIP
from base.papers.test_word import HOSTILE


def own(*lines):
    """A Word file of somebody with a paragraph for each line."""
    book = Document()
    for line in lines:
        book.add_paragraph(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(content, name=None, change=None, **added):
    """The file with one part changed and others added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            body = old.read(part)
            new.writestr(part, change(body) if part == name else body)
        for part, body in added.items():
            new.writestr(part.replace("__", "/").replace("_dot_", "."), body)
    return out.getvalue()


def text(content):
    return "\n".join(one.text for one in Document(io.BytesIO(content)).paragraphs)


@pytest.mark.parametrize(
    "paper", [DOCUMENT, LETTER, MINUTES, SLIP], ids=["document", "letter", "minutes", "slip"]
)
def test_the_present_form_can_be_sent_back_as_it_is(paper):
    form = filling.default(paper)
    assert {"house", "title_lines", "body", "signature"} <= set(filling.check(form, paper))
    said = text(filling.fill(form, paper))
    assert paper.house in said
    assert "{" not in said
    for one in paper.blocks:
        if isinstance(one, Para):
            assert one.text in said


def test_annexes_and_imprint_come_from_the_house():
    book = Document(io.BytesIO(filling.fill(own("{{ title }}"), DOCUMENT)))
    assert [round(one.page_width / 36_000) for one in book.sections][1:] == [297, 210]
    assert [len(one.rows) for one in book.tables] == [61, 2]


def test_what_people_type_stays_text():
    paper = Paper(template="x", house="h", title=HOSTILE, blocks=(Para(HOSTILE),), signature=HOSTILE)
    form = own("{{ title }}", "{%p for p in body %}", "{{ p.text }}", "{%p endfor %}", "{{ signature }}")
    filled = filling.fill(form, paper)
    said = text(filled)
    assert said.count("</w:t><w:p/>{{ 7*7 }}{% for %}&lt;&") == 3
    xml = zipfile.ZipFile(io.BytesIO(filled)).read("word/document.xml").decode()
    assert "instrText" not in xml
    assert not set(xml) & {chr(sign) for sign in (*range(9), 11, 12, *range(14, 32))}


WORD = own("{{ title }}")
DDE = b"<w:p><w:r><w:instrText>DDEAUTO c:\\x</w:instrText></w:r></w:p>"
LINK = b'<Relationships><Relationship Id="x" TargetMode="External" Target="http://x.invalid/t.dotm"/></Relationships>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no zip at all", "template_kind"),
        (b"PK\x03\x04" + b"0" * 100, "template_kind"),
        (b"0" * (office.MOST_BYTES + 1), "template_large"),
        (changed(WORD, word__vbaProject_dot_bin=b"x"), "template_active"),
        (changed(WORD, word__embeddings__a_dot_xlsx=b"x"), "template_active"),
        (changed(WORD, word__x_dot_docx=b"x"), "template_active"),
        (changed(WORD, **{"..__x_dot_xml": b"x"}), "template_parts"),
        (changed(WORD, word___rels__settings_dot_xml_dot_rels=LINK), "template_outside"),
        (changed(WORD, word__media__a_dot_xml=b"0" * (21 * 1024 * 1024)), "template_bomb"),
        (changed(WORD, word__a_dot_xml=b"0" * (3 * 1024 * 1024)), "template_bomb"),
        (changed(WORD, "word/document.xml", lambda b: b"<!DOCTYPE x>" + b), "template_active"),
        (
            changed(WORD, "[Content_Types].xml", lambda b: b.replace(office.MAIN_TYPE, b"x.macroEnabled")),
            "template_kind",
        ),
        (
            changed(
                WORD,
                "word/document.xml",
                lambda b: b.replace(b"<w:body>", b"<w:body>" + DDE),
            ),
            "template_field",
        ),
        (own("{{ secret }}"), "template_unknown"),
        (own("{{ title"), "template_wrong"),
        (own("{{ title.__class__ }}"), "template_language"),
        (own("{{ title.upper() }}"), "template_language"),
        (own("{{ title * 99999999 }}"), "template_language"),
        (own("{{ title|upper }}"), "template_language"),
        (own("{% include 'x' %}"), "template_language"),
        (own("{% set x = 1 %}"), "template_language"),
        (own("{% macro x() %}{% endmacro %}"), "template_language"),
        (own("{% for a in body %}" * 3 + "{% endfor %}" * 3), "template_language"),
        (own("{%p for p in body %}", "{{ p.nothing }}", "{%p endfor %}"), "template_wrong"),
    ],
)  # fmt: skip
def test_what_is_refused(content, code):
    with pytest.raises(Refusal) as refused:
        filling.check(content, DOCUMENT)
    assert refused.value.code == f"papers.{code}"
    assert refused.value.field == "file"


def test_an_unknown_field_is_named():
    with pytest.raises(Refusal) as refused:
        filling.check(own("{{ titel }} {{ zone }}"), DOCUMENT)
    assert "{{ titel }}" in refused.value.message
    assert "{{ zone }}" in refused.value.message


def opened(world, name):
    client = Client()
    client.force_login(Account.objects.get(pk=world.accounts[name].pk))
    client.cookies["language"] = "en"
    return client


def test_versions_and_the_house_again(world, now):
    clerk = world.actor("clerk")
    form = own("本办专用 {{ title }}")
    paper = registry.template("written_notice").sample()
    take = {"actor": clerk, "code": "written_notice", "file_name": "通知.docx", "now": now}
    assert actions.take_form(content=form, **take).version == 1
    assert text(queries.word_file(clerk, paper)).startswith("本办专用")
    with pytest.raises(Forbidden):
        actions.take_form(content=form, **{**take, "actor": world.actor("builder")})
    with pytest.raises(Refusal):
        actions.take_form(content=own("{{ x }}"), **take)
    assert actions.restore_form(actor=clerk, code="written_notice", now=now).version == 2
    assert not text(queries.word_file(clerk, paper)).startswith("本办专用")
    assert list(WordForm.objects.order_by("version").values_list("version", "size")) == [
        (1, len(form)),
        (2, 0),
    ]
    said = Entry.objects.filter(kind__startswith="papers.").values_list("kind", flat=True)
    assert sorted(said) == ["papers.form_restored", "papers.form_taken"]


def test_no_two_forms_have_one_name():
    titles = [str(one.title) for one in registry.templates()]
    assert sorted(titles) == sorted(set(titles))
    assert {"通报", "督办通报"} <= set(titles)


def test_sending_one_over_the_page(world, now):
    clerk = opened(world, "clerk")
    page = clerk.get("/papers/forms/written_minutes/").content.decode()
    assert "{{ title_lines }}" in page
    present = clerk.get("/papers/forms/written_minutes.docx").content
    for content, status in ((present, 302), (b"nonsense", 422)):
        file = io.BytesIO(content)
        file.name = "纪要.docx"
        sent = clerk.post("/papers/forms/written_minutes/send/", {"key": str(uuid7()), "file": file})
        assert sent.status_code == status
    assert "纪要.docx" in clerk.get("/papers/forms/").content.decode()
    assert clerk.post("/papers/forms/written_minutes/restore/", {"key": str(uuid7())}).status_code == 302
    assert WordForm.objects.order_by("-version")[0].size == 0
