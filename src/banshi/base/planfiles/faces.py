"""What the wall map says, by language. The map hangs in a site office, so Chinese is the default."""

from banshi.kernel.planning.formats.wallmap import Words

FACES = {
    "en": Words(),
    "zh": Words(
        month="%Y年%m月",
        date="%Y年%m月%d日",
        today="今天",
        promised="承诺",
        late="超期 {n} 天",
        planned="计划",
        done="已完成",
        critical="关键线路",
        behind="超过承诺日",
        baseline="基线",
        whisker="P50 至 P80",
        milestone="节点",
        rest="不施工日",
        rain="雨停",
        page="第 {n} 页 共 {all} 页",
        source="据 {day} 计划绘制",
    ),
}
