"""Made-up sheets for tests: as clerks make them, and as nobody should."""

import csv
import io
import struct
import zipfile
from datetime import date
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904


def book(*sheets: tuple[str, list[list[Any]], list[str]], since_1904: bool = False) -> bytes:
    """An xlsx: per sheet its name, rows and merged ranges."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    if since_1904:
        made.epoch = CALENDAR_MAC_1904
    for name, rows, merged in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for area in merged:
            sheet.merge_cells(area)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def plain(rows: list[list[Any]], merged: list[str] | None = None) -> bytes:
    """An xlsx with one sheet."""
    return book(("台账", rows, merged or []))


def csv_of(rows: list[list[Any]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A csv file."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


CLERKS = [
    ["2021年暖心台账", None, None, None, None, None],
    ["填报单位:党政办公室 单位:件", None, None, None, None, None],
    ["序号", "问题", None, "办理情况", None, "备注"],
    [None, "标题", "反映日期", "责任单位", "办结时限", None],
    [1, " 门前排水不畅 ", "2021年6月25日", "建设管理局", date(2021, 7, 2), ""],
    [2, "用电容量不足", "2021.6.28", "建设管理局", 44389, None],
    ["小计", None, None, None, 2, None],
    [None, None, None, None, None, None],
    [3, "招工困难", "2021-7-1", "项目服务中心", "20210709", None],
    ["合计", 3, None, None, None, None],
    ["注:本表由党政办公室汇总。", None, None, None, None, None],
]
CLERKS_MERGED = ["A1:F1", "A2:F2", "A3:A4", "B3:C3", "D3:E3", "F3:F4", "A11:F11"]


def parts(extra: dict[str, bytes], *, without: str = "") -> bytes:
    """A sound xlsx with parts put in (or put in place of its own)."""
    sound = zipfile.ZipFile(io.BytesIO(plain([["标题", "日期"], ["排水", "2021-06-25"]])))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for one in sound.namelist():
            if one not in extra and one != without:
                packed.writestr(one, sound.read(one))
        for name, content in extra.items():
            packed.writestr(name, content)
    return out.getvalue()


SHEET = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def sheet_xml(body: bytes) -> bytes:
    """A worksheet part around ``body``."""
    return SHEET + body + b"</worksheet>"


def bomb(megabytes: int) -> bytes:
    """A sheet of so many megabytes that packs to almost nothing."""
    return parts(
        {"xl/worksheets/sheet1.xml": sheet_xml(b"<sheetData>" + b" " * (megabytes << 20) + b"</sheetData>")}
    )


def xls(rows: list[list[str | float]], *, since_1904: bool = False) -> bytes:
    """A BIFF8 workbook in an OLE container, as old Excel and WPS write it: one sheet, texts and numbers."""
    return _compound(_globals(since_1904) + _cells(rows))


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _globals(since_1904: bool) -> bytes:
    bof = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    mode = _record(0x0022, struct.pack("<H", int(since_1904)))
    name = "台账".encode("utf-16-le")
    sheet = lambda at: _record(0x0085, struct.pack("<IBBBB", at, 0, 0, 2, 1) + name)  # noqa: E731
    end = _record(0x000A, b"")
    length = len(bof) + len(mode) + len(sheet(0)) + len(end)
    return bof + mode + sheet(length) + end


def _cells(rows: list[list[str | float]]) -> bytes:
    out = [_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))]
    out.append(_record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0)))
    for at, row in enumerate(rows):
        for place, value in enumerate(row):
            if isinstance(value, str):
                text = value.encode("utf-16-le")
                out.append(_record(0x0204, struct.pack("<HHHHB", at, place, 0, len(value), 1) + text))
            else:
                out.append(_record(0x0203, struct.pack("<HHHd", at, place, 0, value)))
    return b"".join([*out, _record(0x000A, b"")])


def _compound(stream: bytes) -> bytes:
    """A compound file (512-byte sectors) that holds one stream named Workbook."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    end, free, table = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    chain = [table, end, *range(3, sectors + 2), end]
    fat = struct.pack("<128I", *(chain + [free] * (128 - len(chain))))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0, 0)
    header += struct.pack("<108I", *[free] * 108)

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = name.encode("utf-16-le").ljust(64, b"\0")
        length = len(name) * 2 + 2 if name else 0
        body = text + struct.pack("<HBBIII", length, kind, 1, free, free, child) + b"\0" * 36
        return body + struct.pack("<IQ", start, size)

    folder = entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, free, 2, len(stream))
    folder += entry("", 0, free, 0, 0) * 2
    return header + fat + folder + stream
