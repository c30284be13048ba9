"""The rules this package applies, each with its clause and how surely the clause is known.

status: ``verified`` two or more independent public sources agree; ``one source``; ``from memory``
written down from memory of the text, no source found; ``not verified`` a statement seen in one place
that could not be confirmed. Results carry these codes, and the commands print every one that is not
``verified``.
"""

TEXT = """\
code,standard,clause,status,zh,en
iaqi.formula,HJ 633-2012,4.2,verified,IAQI 按分段线性公式计算,IAQI by linear interpolation between breakpoints
iaqi.upward,HJ 633-2012,6.2,verified,IAQI 和 AQI 全部进位取整数,IAQI and AQI are rounded up
iaqi.upward_2026,HJ 633-2026,4.2.6,one source,IAQI 和 AQI 全部向上进位取整数,IAQI and AQI are rounded up
iaqi.concentration_2026,HJ 633-2026,4.2.2,one source,计算前浓度按 GB/T 8170 修约：一氧化碳保留 1 位小数，其余取整数,"concentrations are first rounded by GB/T 8170: CO to 1 decimal, the others to whole numbers"
iaqi.cap,HJ 633,2012 表1; 2026 表3,verified,超过最高限值时标准未作规定，按发布惯例取 500,"above the last breakpoint the standard is silent; 500, as published"
iaqi.o3_bound,HJ 633-2012,表1,verified,"臭氧 8 小时高于 800 而缺 1 小时值：标准要求用 1 小时值，此处给出确定的下限","O3 8 h above 800 without the 1-h value: the standard asks for the 1-h value; a proven lower bound is given"
day.six_items,HJ 633-2012,5.1.2,verified,"标准列 7 项；未提供臭氧 1 小时值，按实际发布做法用 6 项","the standard lists 7 items; without O3 1 h the six items of published practice are used"
day.missing_2012,HJ 633-2012,5.1.2,one source,缺测项目标注 NA，按其余项目计算,a missing pollutant is NA and the rest are used
day.missing_2026,HJ 633-2026,5.3.1,one source,缺测时仅当 AQI 大于 100 才发布，否则为 NA,with a missing pollutant AQI is published only above 100 and is NA otherwise
day.exempt_2026,HJ 633-2026,5.3.2,one source,连续三年未成为首要污染物而不监测的项目标注“/”，正常发布,"a pollutant not monitored because it was never primary for three years is marked ""/"" and AQI is published"
day.zero,发布数据,,verified,公布值为 0 表示缺测或扣除沙尘日，不是清洁空气,"a published zero means missing or a deducted dust day, not clean air"
day.at_least_one,HJ 633-2026,表1,one source,2026 版 AQI 范围为 1 至 500,the 2026 version runs from 1 to 500
day.o3_1h_ignored,HJ 633-2026,5.1,one source,2026 版日报不含臭氧 1 小时,the 2026 daily AQI has no O3 1 h item
year.indicators,HJ 663,表1,verified,年评价：年均值与特定百分位数,yearly evaluation by means and percentiles
year.percentile,HJ 663,附录A,from memory,百分位数按线性内插（k=1+(n-1)p）,"percentile by linear interpolation, k = 1 + (n - 1) p"
year.attainment,HJ 663,,from memory,均值和百分位数同时达标为该项达标，六项全部达标为达标,"a pollutant meets when mean and percentile both meet, the place when all six do"
year.rounding,GB/T 8170-2008,3.2,verified,修约采用四舍六入五成双,halves are rounded to the even digit
year.round_first,GB/T 8170-2008,修约值比较法,from memory,先修约再与限值比较,rounded first and then compared with the limit
year.dust,中国环境监测总站月报,2021-07 注,one source,沙尘日从颗粒物均值和综合指数中扣除，仍计入优良天数统计,"dust days are left out of PM means and the index, and stay in the count of good days"
year.split,HJ 663-2026,,not verified,"跨标准的 2026 年如何整体评价未查到，使用的版本随结果注明","how 2026 as a whole is judged was not found; the version used is printed"
year.index,城市排名,,verified,综合指数为六项浓度与年（日）限值之比的和,composite index: the sum of six ratios to the limits
year.weighted_index,,,not verified,所谓 2026 年加权综合指数仅见于一个系统，未采用,"a weighted 2026 index was seen in one system only and is not used"
city.mean,HJ 663,,one source,城市值为各点位平均，不取最差点位,"a city value is the mean of its stations, never the worst"
o3.valid_day,HJ 663,6.1.2,one source,8 时至 24 时至少 14 个有效 8 小时均值；不足但超过限值仍有效,"14 valid 8-h means ending 08 to 24; fewer still count when the value exceeds the limit"
valid.table4,GB 3095,表4,verified,数据统计有效性,validity of data
water.single_factor,环办〔2011〕22号,一(一),verified,单因子评价，取最差项目类别,the worst item decides
water.items,环办〔2011〕22号,一(一),verified,"21 项（不含水温、总氮、粪大肠菌群）","21 items, without temperature, total nitrogen, faecal coliforms"
water.words,环办〔2011〕22号,表1,from memory,水质定性评价用语（除重度污染外）,rating words other than heavily polluted
water.half_limit,HJ 91.2,,from memory,低于检出限（L）按检出限一半参与均值,"values below detection (L) enter means as half the limit"
water.mean_first,环办〔2011〕22号,一(二),verified,先求浓度均值再定类，不用月类别平均,"mean of concentrations first, then the class"
water.year_months,环办〔2011〕22号,一(二),from memory,"年度取 12 个月值，冰封不少于 8 个","a year takes 12 monthly values, at least 8 where frozen"
water.main,环办〔2011〕22号,,one source,劣于 Ⅲ 类时取类别最差的前三项，类别相同按超标倍数,"worse than III: the three items of worst class, ties by multiple"
water.metals_first,环办〔2011〕22号,,from memory,氰化物和重金属优先列入,cyanide and heavy metals come first
water.multiple,环办〔2011〕22号,,verified,"超标倍数 = 浓度/Ⅲ 类限值 - 1；水温、pH、溶解氧不计","multiple = value / class III limit - 1; none for temperature, pH, dissolved oxygen"
water.few,环办〔2011〕22号,表3,verified,断面少于 5 个：先求各项目断面均值,"fewer than 5 sections: average the items first"
water.share,环办〔2011〕22号,表3,verified,断面不少于 5 个：断面比例法,5 or more sections: shares of classes
water.good_ratio,湖南省月报,2017-11,one source,"优良率 = Ⅰ至Ⅲ类断面数/评价断面数，1 位小数","good ratio = class I to III sections / sections evaluated, 1 decimal"
water.target,环办〔2011〕22号,,verified,功能区达标与水质类别分别判断,meeting a zone target is judged apart from the class
water.trend,环办〔2011〕22号,,from memory,比例法变化的 10 个百分点界限,the 10-point line of the share trend
stat.same_scope,统计制度附注,2024,verified,规模以上增速使用本年企业的上年同期数（可比口径）,official growth uses last year's figures of this year's enterprises
stat.turn_words,,,from memory,基数为零或负时不计算增速，用扭亏、增亏、减亏表述,"growth on a base of zero or less is told in words"
site.food,餐饮服务食品安全操作规范,2018,one source,食品场所与污染源的距离要求,food premises and sources of pollution
site.health_steps,GB/T 13201-91,,one source,卫生防护距离取级,steps of the health protection distance
site.atmosphere,HJ 2.2-2018,8.7.5,one source,大气环境防护距离自厂界起算,atmospheric protection distance from the plant boundary
site.fume,HJ 554-2010,4.2.3 6.2.2,verified,油烟排放口与敏感目标距离,fume outlets and sensitive targets
site.eia,建设项目环境影响评价分类管理名录(2021年版),第四条,verified,环评类别按新增规模，跨类取最高,"EIA category by additional amount, the highest wins"
"""  # noqa: E501
