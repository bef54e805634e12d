"""Rules that speak while a cell is being read. They are called by the readers with the finished sentence; here stand their
code, title, reason and a sample that each must refuse."""

from __future__ import annotations

from publicity.standard.registry import Sample, spoken

GB32100 = "GB 32100-2015《法人和其他组织统一社会信用代码编码规则》"
GB9704 = "GB/T 9704-2012《党政机关公文格式》"
STANDARD = "发改办财金〔2018〕790号字段说明"
NATIONAL = "全国信用平台的校验口径"

# ---- blanks, words of closed lists, wrong columns

BLANK_WORD = spoken(
    "N-TXT-01", "占位词按未填处理", "“无”“空”“/”“null”等不是数据；必填的栏目照样要填，选填的栏目留空即可。",
    source="本系统", certainty="O", example="备注：无", samples=(Sample({"remark": "无"}),),
)  # fmt: skip
SPACES = spoken(
    "N-TXT-02", "文字中间的空格已去掉", "平台按名称逐字比对，名称里的空格会造成“查无此主体”。",
    source="本系统", certainty="O", example="重庆晨光 律师事务所", samples=(Sample({"party_name": "重庆晨光 律师事务所"}),),
)  # fmt: skip
NOT_LISTED = spoken(
    "E-ENUM-01", "不在规定用词里", "平台只认标准列出的用词，多一个字也会被退回。",
    source=STANDARD, certainty="S", example="行政相对人类别：社会团体", samples=(Sample({"party_kind": "社会团体"}),),
)  # fmt: skip
MAPPED = spoken(
    "N-ENUM-02", "已换成标准用词", "表里用了代码或常见的别称，意思明确，换成标准用词。",
    source="本系统", certainty="O", example="行政相对人类别：企业", samples=(Sample({"party_kind": "企业"}),),
)  # fmt: skip
WRONG_COLUMN = spoken(
    "E-COL-01", "像是填错了列", "粘贴错位时，整行的值会落到旁边的列里；逐个改不如先核对整行是否错位。",
    source="公开数据中的常见错误", certainty="S", example="处罚类别：巫山县司法局；当前状态：罚款2000元", samples=(Sample({"category": "巫山县司法局"}), Sample({"decided_on": "巫山司罚决字〔2026〕1号"})),
)  # fmt: skip
NO_RESULT = spoken(
    "E-COL-03", "单元格里是公式或错误值，不是内容", "“#N/A”“#REF!”是公式没有算出结果；只有公式、没有算过的单元格里也没有值。不能猜是什么，也不能当作没有填写。",
    source="本系统", certainty="O", example="行政相对人名称：#N/A；备注：=A2", samples=(Sample({"party_name": "#N/A"}), Sample({"remark": "=VLOOKUP(A2,B:C,2)"})),
)  # fmt: skip
BARE_OTHER = spoken(
    "E-CL-02", "“其他”没有写明是什么", "许可类别、处罚类别、证件类型选“其他”的，标准要求注明具体类别。",
    source=STANDARD, certainty="S", example="许可类别：其他", samples=(Sample({"category": "其他"}, kind="licence"),),
)  # fmt: skip
SEPARATOR = spoken(
    "N-CL-03", "多个处罚种类已用分号隔开", "一件决定有多种处罚时写在同一格，用分号隔开；公示期按其中最长的一种计算。",
    source="国家发展改革委令第58号；分隔符写法待平台确认", example="处罚类别：警告、罚款", samples=(Sample({"category": "警告、罚款"}),),
)  # fmt: skip
CONFIRM_KIND = spoken(
    "N-CL-09", "律师行业处罚对应的类别待确认", "“停止执业”“停业整顿”“吊销执业证书”在标准里没有同名类别，对应关系由法制部门确认。",
    source="《行政处罚法》第九条；没有官方对照表", certainty="U", example="处罚类别：停止执业", samples=(Sample({"category": "停止执业"}),),
)  # fmt: skip

# ---- codes

FLOAT_CODE = spoken(
    "E-ID-09", "代码被表格软件变成了数字", "表格软件只保留15位有效数字，18位代码的末几位会变成0，而且无法恢复，只能重新录入。",
    source="公开数据中的常见错误", certainty="S", example="统一社会信用代码：9.15002E+17", samples=(Sample({"uscc": 9.15002372e17}), Sample({"uscc": "9.15002E+17"})),
)  # fmt: skip
NORMALISED = spoken(
    "N-ID-10", "代码的写法已整理", "全角字符、空格、引号、小写字母不影响代码本身，整理后按标准写法记录。",
    source="本系统", certainty="O", example="组织机构代码：md000000-1", samples=(Sample({"reg_no": "’50023700 0001234"}),),
)  # fmt: skip
USCC_FORM = spoken(
    "E-ID-01", "统一社会信用代码的位数或字符不对", "统一社会信用代码是18位数字或大写字母，不含I、O、S、V、Z。",
    source=GB32100, certainty="S", example="9150023700123456", samples=(Sample({"uscc": "9150023700123456"}), Sample({"uscc": "87"})),
)  # fmt: skip
CHECK_DIGIT = spoken(
    "E-ID-02", "统一社会信用代码的校验位不符", "最后一位由前17位算出，错一位、换一位都会不符。试点期间有错发的代码，证照上确是如此的可以写明理由后保留。",
    source=GB32100, certainty="S", example="91350211M00013FA1N", samples=(Sample({"party_name": "厦门某某经营部有限公司", "uscc": "91350211M00013FA1N"}),),
)  # fmt: skip
REGION = spoken(
    "W-ID-04", "代码里的登记部门或区划不常见", "前两位是登记管理部门，第3至8位是登记机关的行政区划；已撤销的区划仍可能有效，所以只提醒。",
    source=GB32100, certainty="S", example="第3–8位不是现行区划", samples=(Sample({"party_name": "某某有限公司", "uscc": "91990102MA00000070"}),),
)  # fmt: skip
ORG_CODE = spoken(
    "E-ID-11", "组织机构代码不成立", "组织机构代码是8位加1位校验码，就是统一社会信用代码的第9至17位；不确定时可以留空。",
    source="GB 11714-1997《全国组织机构代码编制规则》", certainty="S", example="组织机构代码：123456789", samples=(Sample({"org_code": "123456789"}),),
)  # fmt: skip
MASKED = spoken(
    "E-ID-16", "证件号码打了星号", "打了星号的号码平台不收；系统会加密保存完整号码，显示时自动打码，不会公开。",
    source="GB 11643-1999《公民身份号码》", certainty="S", example="证件号码：5002************12", samples=(Sample({"id_number": "5002************12"}, party="natural"),),
)  # fmt: skip

# ---- document numbers

NO_NUMBER = spoken(
    "E-DOC-01", "没有文号，或填的不是文号", "文号由机关代字、年份和序号组成，每件决定都有；“<>号”一类的空壳多半是尖括号里的内容被别的系统删掉了。",
    source=GB9704, certainty="S", example="<>号", samples=(Sample({"doc_number": "<>号"}), Sample({"doc_number": "行政处罚决定书文"}), Sample({"doc_number": 12.0})),
)  # fmt: skip
IRREGULAR = spoken(
    "W-DOC-10", "文号格式不规范", "不是“机关代字〔年份〕序号”的文号按原文记录，但无法检查断号；请对照决定书核对。",
    source=GB9704, certainty="S", example="渝司许2026-3-1", samples=(Sample({"doc_number": "渝司许2026-3-1"}),),
)  # fmt: skip
NUMBER_MENDED = spoken(
    "N-DOC-11", "文号已改成标准写法", "年份用六角括号〔〕、四位数；序号不加“第”、不编虚位。",
    source=GB9704, certainty="S", example="巫山司罚决字[2026]001号", samples=(Sample({"doc_number": "巫山司罚决字[2026]001号"}),),
)  # fmt: skip

# ---- days and money

BAD_DAY = spoken(
    "E-DT-09", "日期认不出", "日期要写到日。九位数字、“15日内”、两位年份等不能可靠地换算，请照决定书填写。",
    source=NATIONAL, certainty="K", example="201800619；15日内", samples=(Sample({"decided_on": "201800619"}), Sample({"penalty_until": "15日内"})),
)  # fmt: skip
LONG_NOT_HERE = spoken(
    "E-DT-07", "这一栏不能填长期", "2099-12-31表示长期，只用于“有效期至”和“处罚有效期”；决定日期和公示截止期必须是具体的一天，公示不能没有终点。",
    source=NATIONAL, certainty="K", example="公示截止期：2099/12/31", samples=(Sample({"public_until": "2099/12/31"}),),
)  # fmt: skip
DAY_CONVERTED = spoken(
    "N-DT-10", "日期已换算", "表格软件的日期序号、汉字日期和“长期”的各种写法换成标准写法，请顺便核对。",
    source="本系统", certainty="O", example="43112；无限期", samples=(Sample({"penalty_until": "无限期"}),),
)  # fmt: skip
BAD_MONEY = spoken(
    "E-MNY-01", "金额认不出或单位不是万元", "金额栏只填数字，单位是万元，最多六位小数；写成元的不会自动换算，以免差一万倍。",
    source=STANDARD, certainty="S", example="罚款金额：2100元", samples=(Sample({"category": "罚款", "fine": "2100元"}),),
)  # fmt: skip
MONEY_UNIT = spoken(
    "N-MNY-02", "金额里的单位已去掉", "单元格里写了“万元”，与本列单位一致，只保留数字。",
    source="本系统", certainty="O", example="罚款金额：0.2万元", samples=(Sample({"category": "罚款", "fine": "0.2万元", "content": "罚款2000元"}),),
)  # fmt: skip
