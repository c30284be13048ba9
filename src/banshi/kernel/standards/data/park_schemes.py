"""Published evaluation schemes of parks. Weights that are not public are empty and must stay
configuration.
"""

TEXT = """\
list,standard,clause,code,zh,en,weight,items,status,effective_from,effective_to
national_etdz_2021,国家级经开区综合发展水平考核评价 2021年版,,opening,对外开放,opening,30,7,one source,2021-01-01,
national_etdz_2021,国家级经开区综合发展水平考核评价 2021年版,,quality,发展质量,quality of growth,30,,one source,2021-01-01,
national_etdz_2021,国家级经开区综合发展水平考核评价 2021年版,,innovation,科技创新,innovation,15,6,one source,2021-01-01,
national_etdz_2021,国家级经开区综合发展水平考核评价 2021年版,,green,绿色发展,green growth,15,5,one source,2021-01-01,
national_etdz_2021,国家级经开区综合发展水平考核评价 2021年版,,balance,统筹协调,balance,10,4,one source,2021-01-01,
national_hitech_2024,国家高新区评价 2024,,first_block,高质量发展综合质效,quality of growth,15,,one source,2024-01-01,
hunan_2021,湖南省省级及以上产业园区评价办法,,five_good,五好（规划定位、创新平台、产业项目、体制机制、发展形象）,five good,,10,one source,2021-06-01,
hunan_2021,湖南省省级及以上产业园区评价办法,,economy,园区经济,economy,,10,one source,2021-06-01,
"""  # noqa: E501
