"""What the file commands say, by stable code, in Chinese and English."""

TEXT: dict[str, tuple[str, str]] = {
    "full_width": (
        "全角数字，请改为半角（看来是 {reading}，未采用）",
        "full-width digits; type them half-width (looks like {reading}, not used)",
    ),
    "not_detected": (
        "“未检出”没有数值，请填实测值；水质可填检出限加 L，如 0.01L",
        "not detected is no value; give the measured one, or for water the detection limit with L, such as 0.01L",
    ),
    "less_than": (
        "“小于”不是数值，请填实测值；水质如为检出限请写成 {reading}L",
        "less-than is no value; give the measured one, or for water, if it is the detection limit, {reading}L",
    ),
    "more_than": ("“大于”不是数值，请填实测值", "more-than is no value; give the measured one"),
    "no_data": ("无数据标记，按未监测处理", "a no-data mark, taken as not measured"),
    "below_detection": (
        "低于检出限 {reading}，按一半计（HJ 91.2，凭记忆，未核实）",
        "below the detection limit {reading}, entered as half of it (HJ 91.2, from memory, not verified)",
    ),
    "below_detection_air": (
        "空气浓度不使用 L 标记，请填数值",
        "concentrations in air take no L mark; give a number",
    ),
    "class_depends": (
        "类别取决于低于检出限的值，可能为 {reading}，未给出",
        "the class depends on values below detection and may be {reading}; not given",
    ),
    "number_is_date": (
        "应为数值的单元格是日期，请把格式改回数值后重填",
        "a date stands where a number belongs; set the cell format to number and enter it again",
    ),
    "date_1900": (
        "1900 年前后的日期，多为数字被显示成日期，请更正",
        "a date near 1900, usually a number shown as a date; correct it",
    ),
    "date_serial": (
        "这是日期序号而不是日期，请改为 2020-01-31 的写法",
        "a serial number, not a date; write 2020-01-31",
    ),
    "date_unreadable": ("不是日期，请写成 2020-01-31", "not a date; write 2020-01-31"),
    "date_missing": ("缺日期", "no date"),
    "no_standard": (
        "该日没有全国执行的标准（2016-01-01 起），可用 --standard 指定",
        "no standard was in force nationwide on that day (2016-01-01 on); name one with --standard",
    ),
    "unit_thousand": (
        "数值与单位 {reading} 不符，疑似差一千倍；确认无误可加 --units-confirmed",
        "the value does not fit the unit {reading}, perhaps off by a thousand; --units-confirmed accepts it",
    ),
    "out_of_range": ("超出可能范围（{reading}）", "outside the possible range ({reading})"),
    "negative": ("负值", "below zero"),
    "separator": ("数字中有分隔符或空格，请去掉", "a separator or space inside the number; remove it"),
    "not_number": ("不是数值", "not a number"),
    "error_value": ("表格公式出错的值，请改正后重填", "an error value of the workbook; correct it"),
    "formula": (
        "公式没有保存计算结果，请在表格软件中打开并保存后再用",
        "a formula without a stored result; open and save the workbook in a spreadsheet program first",
    ),
    "zero_missing": ("公布值为 0，按缺测处理", "a published zero, taken as missing"),
    "at_least": (
        "臭氧 8 小时高于 800 而无 1 小时值，AQI 为下限",
        "O3 8 h above 800 without the 1-h value: the AQI is a lower bound",
    ),
    "above_scale": (
        "高于标准表的最高值，IAQI 按发布惯例取 500，请核对数值和单位",
        "above the last value of the table: IAQI 500 as published; check value and unit",
    ),
    "items_missing": ("缺 {reading}，AQI 按其余项目计算", "{reading} missing; the AQI is that of the rest"),
    "nothing_measured": ("本行没有可评价的数值", "no value in this row that could be evaluated"),
    "not_published": (
        "缺 {reading}，其余项目 AQI 不大于 100，按 HJ 633-2026 5.3.1 不发布",
        "{reading} missing and AQI of the rest not above 100: not published (HJ 633-2026 5.3.1)",
    ),
    "too_many_cells": (
        "本行单元格比表头多，可能错列",
        "more cells than the header has; the row may be shifted",
    ),
    "kind_unknown": ("水体类型应为河流或湖库", "the kind is river or lake"),
    "date_twice": ("同一地点同一日期出现两次", "the same place and day appear twice"),
    "year_blocked": (
        "{reading} 有 {count} 个单元格须先更正，未评价",
        "{reading}: {count} cells to be corrected first; not evaluated",
    ),
}

ROW_LINE = ("第{row}行：{text} [{code}]", "row {row}: {text} [{code}]")
LINE = (
    "第{row}行 {letter}列“{column}” {value}：{text} [{code}]",
    'row {row}, column {letter} "{column}" {value}: {text} [{code}]',
)

SAID: dict[str, tuple[str, str]] = {
    "rows": (
        "{rows} 行，给出结果 {done} 行，提示 {told} 处",
        "{rows} rows, {done} with a result, {told} cells told",
    ),
    "standards": ("所用标准：{names}", "standards used: {names}"),
    "unverified": ("以下规则未经两个来源核实：", "rules not confirmed by two sources:"),
    "kind_default": (
        "未指定水体类型，按河流（总磷限值）评价；其中 {count} 行按湖库类别会不同",
        "no kind given: river limits of total phosphorus used; {count} rows would differ as lakes",
    ),
    "column_again": (
        "原表已有列 {name}，新列在最后",
        "the file already has a column {name}; the new one comes last",
    ),
    "no_column": (
        "缺列：{names}。表头取第 {row} 行，现有列：{found}",
        "missing column: {names}. The header was read from row {row}: {found}",
    ),
    "column_twice": ("列 {name} 出现两次", "column {name} appears twice"),
    "ambiguous": (
        "列“{name}”未写明是 O3_8h（日最大 8 小时）还是 O3_1h，请改列名",
        'column "{name}" does not say O3_8h (daily maximum 8 h) or O3_1h; rename it',
    ),
    "unit_unknown": (
        "列“{name}”的单位不认识，可用 μg/m³、mg/m³（空气）或 mg/L、μg/L、ng/L（水）",
        'the unit of column "{name}" is not known; use μg/m³ or mg/m³ (air), mg/L, μg/L or ng/L (water)',
    ),
    "no_sheet": ("没有工作表“{name}”。现有：{found}", 'there is no sheet "{name}". The workbook has: {found}'),
    "empty_sheet": (
        "工作表“{name}”没有数据，请用 --sheet 指定。现有：{found}",
        'sheet "{name}" is empty; name one with --sheet. The workbook has: {found}',
    ),
    "one_sheet": (
        "只读取工作表“{name}”，未读：{others}（可用 --sheet 指定）",
        'only sheet "{name}" was read, not: {others} (--sheet names another)',
    ),
    "unwritable": ("无法写入 {name}：{why}", "cannot write {name}: {why}"),
    "too_many_rows": (
        "{rows} 行超过工作表的容量，请输出为 .csv：{name}",
        "{rows} rows are more than a sheet holds; write .csv instead: {name}",
    ),
    "no_file": ("找不到文件 {name}", "there is no file {name}"),
    "unreadable": ("无法读取 {name}：{why}", "cannot read {name}: {why}"),
    "unknown_format": ("只支持 .csv 和 .xlsx：{name}", "only .csv and .xlsx: {name}"),
    "empty": ("文件没有数据行：{name}", "the file has no rows: {name}"),
    "no_items": ("没有 GB 3838 表 1 的项目列", "no column is an item of GB 3838 table 1"),
    "split": (
        "{year} 年跨越两个版本，整体如何评价未查到：两个版本分别列出",
        "{year} lies under two versions; how it is judged as a whole was not found: both are given",
    ),
    "same_file": ("输出文件不能是输入文件", "the output cannot be the input file"),
}  # fmt: skip


def say(code: str, english: bool, **parts: object) -> str:
    """A general sentence."""
    return SAID[code][english].format(**parts)
