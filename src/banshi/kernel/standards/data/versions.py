"""Which version of a standard is in force when. ``kind`` groups versions that replace one another."""

TEXT = """\
kind,standard,zh,replaces,effective_from,effective_to,clause,status
aqi,HJ 633-2012,环境空气质量指数（AQI）技术规定（试行）,,2016-01-01,2026-02-28,前言,verified
aqi,HJ 633-2026,环境空气质量指数（AQI）技术规定,HJ 633-2012,2026-03-01,,前言,verified
air,GB 3095-2012,环境空气质量标准,,2016-01-01,2026-02-28,前言,verified
air,GB 3095-2026 transition,环境空气质量标准（过渡阶段）,GB 3095-2012,2026-03-01,2030-12-31,表1,verified
air,GB 3095-2026 final,环境空气质量标准,GB 3095-2026 transition,2031-01-01,,表1,verified
water,GB 3838-2002,地表水环境质量标准,,2002-06-01,,前言,from memory
"""
