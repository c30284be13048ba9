"""How other places score and list projects, in words: to choose from and to edit, not computed here."""

TEXT = """\
list,standard,clause,zh,en,status,effective_from,effective_to
hengyang_2026,衡阳 2026,,红榜为激励；黄榜限期整改，自建台账和方案，赶上后可退出,red list rewards; yellow list rectifies in time with its own ledger and plan and may leave after catching up,one source,2026-01-01,
lanxi_2022,兰溪 2022,,周通报、月调度、季比拼、年考核；骏马与蜗牛项目按促开工、促投产分组,"weekly circular, monthly coordination, quarterly contest, yearly appraisal; best and slowest listed apart by start and by production",one source,2022-01-01,
yanan_2017,延安 2017,,加分制：新建每项 +5、续建 +2；规模 20/10/6/3；类型 产业 15、民生 8、功能 6；进度 60×完成/年度计划；省检 +20；投产 +20、运营 +10；当月 10 亿以上 +30；集中开工 +30（每年不超过 4 次）；批评 −5 至 −20,"additive: new +5, continued +2 each; size 20/10/6/3; kind 15/8/6; progress 60 x done/plan; provincial check +20; production +20, operation +10; a month above 1 billion +30; collective start +30, four a year; criticism -5 to -20",one source,2017-01-01,
zhumadian,驻马店,,月占全年 10%（累计 60、当月 40），半年 45%，年底 45%；A/B/C 类项目 150/100/50；工业 70%、服务业 25%、其他 5%；园区与县区分开考核,"month 10% of the year (total 60, current month 40), half-year 45%, year-end 45%; classes A/B/C 150/100/50; industry 70%, services 25%, other 5%; zones apart from counties",one source,,
zaozhuang_2005,枣庄 2005,,完成计划 40（每 2% ±1，最多 ±15）、增长 20、新开工、领导与责任,"plan 40 (1 per 2%, at most 15 either way), growth 20, new starts, leadership",one source,2005-01-01,
template_2020,样式 2020,,计划 40（每少 1 个百分点 −0.1；至 130% 每点 +0.2，以上 +0.1；上下限 10）、开工 25、未入统每项 −3、管理 15；含自评与依据,"plan 40 (-0.1 a point short; +0.2 a point to 130%, +0.1 beyond; at most 10), start 25, not in statistics -3 each, management 15; with self-score and basis",one source,2020-01-01,
zhangzhou,漳州,,百分扣分制；奖 30/20/10 万元；末两位且未完成计划者在政府会议说明,"100 points by deduction; prizes 300,000/200,000/100,000 yuan; the last two that missed the plan explain at the government meeting",one source,,
guangan,广安（区）,,项目工作占年度目标考核 10 分,project work is 10 points of the annual appraisal,one source,,
zhuzhou_2023,株洲 2023,,季度讲评会：单项和全能优胜者发言，前一天领导看现场,quarterly review: winners of each discipline and overall speak; leaders visit sites the day before,one source,2023-01-01,
wangcheng_2019,望城经开区 2019,,周联系、旬上门、月调度、季通报、年考核,"contact weekly, visit every ten days, coordinate monthly, circular quarterly, appraise yearly",one source,2019-01-01,
weekly_template,百千万 样式,,周会先报上周决定落实情况，会后纪要，每周二交材料,the weekly meeting opens with what became of last week's decisions; minutes after; material each Tuesday,one source,,
"""  # noqa: E501
