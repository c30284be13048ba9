"""AQI categories, equal in both versions except that the 2026 table starts at 1."""

TEXT = """\
standard,clause,level,code,zh,en,colour,rgb,aqi_from,aqi_to,effective_from,effective_to
HJ 633,2012 表2 附录A; 2026 表1 附录A,1,excellent,优,excellent,绿色,0 228 0,0,50,2016-01-01,
HJ 633,2012 表2 附录A; 2026 表1 附录A,2,good,良,good,黄色,255 255 0,51,100,2016-01-01,
HJ 633,2012 表2 附录A; 2026 表1 附录A,3,lightly_polluted,轻度污染,lightly polluted,橙色,255 126 0,101,150,2016-01-01,
HJ 633,2012 表2 附录A; 2026 表1 附录A,4,moderately_polluted,中度污染,moderately polluted,红色,255 0 0,151,200,2016-01-01,
HJ 633,2012 表2 附录A; 2026 表1 附录A,5,heavily_polluted,重度污染,heavily polluted,紫色,153 0 76,201,300,2016-01-01,
HJ 633,2012 表2 附录A; 2026 表1 附录A,6,severely_polluted,严重污染,severely polluted,褐红色,126 0 35,301,,2016-01-01,
"""  # noqa: E501
