"""Light rules of other zones and places, as presets to start from; each from one public source and local
to it.

measure: ``behind_points`` percentage points behind the time line; ``share_of_line`` done per cent of
the time line; ``behind_share`` per cent of the time line missing; ``month_share`` per cent of the
month's task; ``months_missed`` whole months without the due start, without an accepted reason;
``months_after_start`` months since the start without entry in statistics; ``overdue`` 1 when past the
date, 0 when done, -1 when neither (no flag). A row holds from ``least`` on (above it with ``least_open``
yes) and below ``below``. The first row that holds in the order written is the light.
"""

TEXT = """\
preset,standard,clause,zh,subject,measure,least,least_open,below,below_closed,light,meaning,status,effective_from,effective_to
yinchuan_2025,银川 2025,,银川,progress,behind_points,30,yes,,,red,进度落后 30 个百分点以上,one source,2025-01-01,
yinchuan_2025,银川 2025,,银川,progress,behind_points,10,,30,yes,yellow,进度落后 10 至 30 个百分点,one source,2025-01-01,
yinchuan_2025,银川 2025,,银川,start,months_missed,3,,,,red,连续三个月未按期开工且无正当理由,one source,2025-01-01,
yinchuan_2025,银川 2025,,银川,start,months_missed,1,,3,,yellow,当月未按期开工且无正当理由,one source,2025-01-01,
yinchuan_2025,银川 2025,,银川,entry,months_after_start,2,,,,red,开工两个月未入库,one source,2025-01-01,
yinchuan_2025,银川 2025,,银川,entry,months_after_start,1,,2,,yellow,开工一个月未入库,one source,2025-01-01,
wuhan,武汉,,武汉,progress,share_of_line,,,60,,red,低于序时进度 60%,one source,,
wuhan,武汉,,武汉,progress,share_of_line,60,,80,,yellow,低于序时进度 80%,one source,,
sanya_2022,三亚 2022,,三亚,progress,behind_share,50,yes,,,red,滞后超过 50%,one source,2022-01-01,
sanya_2022,三亚 2022,,三亚,progress,behind_share,0,yes,50,yes,yellow,滞后 50% 以内,one source,2022-01-01,
xinhuang_2015,新晃 2015,,新晃,month,month_share,,,60,,yellow,月任务低于 60%，黄牌上墙,one source,2015-01-01,
xinhuang_2015,新晃 2015,,新晃,month,month_share,60,,80,,tracked,月任务低于 80%，跟踪督办,one source,2015-01-01,
laixi_2021,莱西 2021,,莱西,node,overdue,1,,,,black,逾期节点插黑旗,one source,2021-01-01,
laixi_2021,莱西 2021,,莱西,node,overdue,0,,1,,red_flag,完成节点插红旗（红为表扬）,one source,2021-01-01,
"""  # noqa: E501
