"""Dust control lists of building sites ("100 %" lists). There is no single national eight: a list belongs
to an authority. Changsha's is the best sourced of Hunan (published by 2019-04-24); the wording of the
six varies by place; the third names no authority and stands for lists met elsewhere.
"""

TEXT = """\
list,standard,clause,number,zh,en,detail,evidence,status,effective_from,effective_to
changsha_8,《长沙市施工工地扬尘管理规范》,第1项,1,施工工地现场围挡和外架防护100%全封闭,enclosed hoarding and scaffolding,围挡保持整洁美观，外架安全网无破损,每侧外景照片；安全网近景,verified,2019-04-24,
changsha_8,《长沙市施工工地扬尘管理规范》,第2项,2,施工现场出入口及车行道路100%硬化,hard-surfaced entrance and haul road,,出入口和车行道路照片,verified,2019-04-24,
changsha_8,《长沙市施工工地扬尘管理规范》,第3项,3,施工现场出入口100%设置车辆冲洗设施,wheel washing at every exit,,冲洗设施运行；驶出车辆车轮,verified,2019-04-24,
changsha_8,《长沙市施工工地扬尘管理规范》,第4项,4,易起扬尘作业面100%湿法施工,wet work on dusty faces,,作业面与喷淋雾炮,verified,2019-04-24,
changsha_8,《长沙市施工工地扬尘管理规范》,第5项,5,裸露黄土及易起尘物料100%覆盖,bare soil and dusty materials covered,,裸土和物料堆覆盖前后照片,verified,2019-04-24,
changsha_8,《长沙市施工工地扬尘管理规范》,第6项,6,渣土实施100%密封运输,sealed spoil transport,,装载车辆、车牌和篷盖,verified,2019-04-24,
changsha_8,《长沙市施工工地扬尘管理规范》,第7项,7,建筑垃圾100%规范管理,building waste kept in order,集中堆放、及时清运，严禁高空抛洒和焚烧,垃圾堆放点,verified,2019-04-24,
changsha_8,《长沙市施工工地扬尘管理规范》,第8项,8,非道路移动工程机械尾气排放100%达标,exhaust of non-road machines within limits,严禁使用劣质油品，严禁冒烟作业,机械编码牌和尾气,verified,2019-04-24,
national_6,六个百分之百,第1项,1,工地周边100%围挡,hoarding around the site,,,verified,,
national_6,六个百分之百,第2项,2,物料堆放(裸土)100%覆盖,stockpiles and bare soil covered,,,verified,,
national_6,六个百分之百,第3项,3,土方开挖(拆除)100%湿法作业,wet earthwork and demolition,,,verified,,
national_6,六个百分之百,第4项,4,施工现场路面(地面)100%硬化,hard-surfaced site roads,,,verified,,
national_6,六个百分之百,第5项,5,出入车辆100%冲洗(清洗),vehicles washed on leaving,,,verified,,
national_6,六个百分之百,第6项,6,渣土车辆100%密闭运输,sealed spoil trucks,,,verified,,
other_8,八个百分之百（外地清单）,第1项,1,工地周边100%围挡,hoarding around the site,,,not verified,,
other_8,八个百分之百（外地清单）,第2项,2,物料堆放100%覆盖,stockpiles covered,,,not verified,,
other_8,八个百分之百（外地清单）,第3项,3,土方作业100%湿法作业,wet earthwork,,,not verified,,
other_8,八个百分之百（外地清单）,第4项,4,出场车辆100%冲洗,vehicles washed on leaving,,,not verified,,
other_8,八个百分之百（外地清单）,第5项,5,密闭运输100%,sealed transport,,,not verified,,
other_8,八个百分之百（外地清单）,第6项,6,道路硬化100%,hard-surfaced roads,,,not verified,,
other_8,八个百分之百（外地清单）,第7项,7,裸露土方100%覆盖 (暂不开发场地绿化),"bare soil covered, idle ground planted",,,not verified,,
other_8,八个百分之百（外地清单）,第8项,8,在线监测100% (视频+扬尘),"online monitoring, video and dust",,,not verified,,
"""  # noqa: E501
