"""Pages that show every component, for the tests and for the eye; no address of the product."""

from datetime import UTC, date, datetime

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from banshi.base.ui.forms import Form
from banshi.base.zones import access
from banshi.base.zones.refusals import Conflict, Forbidden, Refusal

FOLDER = __file__.rsplit("/", 1)[0]


class DispatchForm(Form):
    leader = forms.ChoiceField(
        label="牵头领导", choices=[("", "请选择"), ("a", "党工委副书记"), ("b", "管委会副主任")]
    )
    due_on = forms.DateField(label="办理时限", help_text="写明日期;“近期”“尽快”不能用。")
    requirement = forms.CharField(label="办理要求", widget=forms.Textarea, help_text="做到什么程度算办成。")
    kind = forms.ChoiceField(label="类别", widget=forms.RadioSelect, choices=[("p", "问题"), ("n", "需求")])
    keyed = forms.BooleanField(label="列入重点清单", required=False)
    note = forms.CharField(label="备注", required=False)


def source(name: str) -> str:
    with open(f"{FOLDER}/{name}", encoding="utf-8") as file:
        return file.read()


def page(request: HttpRequest, name: str, **context) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(source(name)).render(context, request))


ROWS = [
    # number, problem, unit, due, light, state, tone, days
    (
        "0017",
        "厂区门口道路夜间无照明,下夜班职工通行不便",
        "市政管理局",
        date(2021, 6, 25),
        "blue",
        "办理中",
        "going",
        "剩 2 个工作日",
    ),
    (
        "0016",
        "希望协调增加一条通勤公交线路,早晚高峰各两班",
        "经济发展局",
        date(2021, 6, 18),
        "yellow",
        "待签收",
        "open",
        "今天到期",
    ),
    ("0009", "污水管网接口未开通", "生态环境局", date(2021, 6, 10), "red", "办理中", "going", "超 4 天"),
    ("0004", "职工子女入学手续", "社会事业局", date(2020, 12, 25), "none", "已销号", "done", "12-21 办结"),
    ("0003", "申请临时用电增容", "供电所", date(2021, 7, 2), "none", "等待外部", "waiting", "剩 11 天"),
]


def listing(request: HttpRequest) -> HttpResponse:
    return page(request, "list.html", rows=ROWS, as_of=None, page=Paginator(range(250), 50).page(2))


def past(request: HttpRequest) -> HttpResponse:
    return page(
        request, "list.html", rows=ROWS * 12, as_of=date(2021, 5, 31), page=Paginator(range(5), 50).page(1)
    )


def thing(request: HttpRequest) -> HttpResponse:
    at = datetime(2021, 6, 17, 2, 20, tzinfo=UTC)
    entries = [
        {"at": at, "on": date(2021, 6, 17), "what": "签收", "who": "市政管理局 副局长"},
        {
            "at": at,
            "on": date(2021, 6, 15),
            "what": "交办",
            "who": "党政办 台账专员",
            "detail": "6月25日(周五)前恢复三处路灯;\n验收:夜间现场照片。",
        },
        {"at": at, "on": date(2021, 6, 15), "what": "登记", "who": "服务专员", "tone": "done"},
    ]
    facts = [("来源", "大走访"), ("反映人", "云川电子材料公司"), ("收集日期", "06-15"), ("备注", "")]
    return page(
        request, "thing.html", entries=entries, facts=facts, d=date(2021, 6, 25), old=date(2020, 6, 25), at=at
    )


def form(request: HttpRequest) -> HttpResponse:
    bound = DispatchForm(request.POST or None)
    if request.method == "POST" and bound.is_valid():
        bound.refuse(Refusal("style.vague", "请写明具体日期。", field="due_on"))
    template = engines["django"].from_string(source("form.html"))
    status = 422 if bound.is_bound and bound.errors else 200
    return HttpResponse(template.render({"form": bound, "cancel_url": "/style/list"}, request), status=status)


def raise_it(request: HttpRequest, code: str) -> HttpResponse:
    if code == "unknown":
        raise access.unknown()
    kinds = {"refusal": Refusal, "forbidden": Forbidden, "conflict": Conflict}
    raise kinds[code](f"style.{code}", "这件事项已由%(post)s交办,请重新打开查看。", post="党政办")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("planted")


urlpatterns = [
    path("style/list", listing, name="style_list"),
    path("style/past", past, name="style_past"),
    path("style/thing", thing, name="style_thing"),
    path("style/form", form, name="style_form"),
    path("style/raise/<slug:code>", raise_it, name="style_raise"),
    path("style/broken", broken, name="style_broken"),
    path("ui/", include("banshi.base.ui.urls")),
    path("sign/", include("banshi.base.signin.urls")),
    path("api/", include("banshi.base.api.urls")),
]
handler404 = "banshi.base.ui.views.not_found"
handler403 = "banshi.base.ui.views.forbidden"
handler500 = "banshi.base.ui.views.broken"
