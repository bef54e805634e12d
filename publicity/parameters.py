"""Rule parameters of reporting that the bureau may change or must still confirm."""

from core.settings_store import Declared, declare

declare(
    Declared(
        "publicity.internal_days", "双公示", "内控期限", 7, "日", "巫山司发〔2022〕20号第2项", confirmed=True,
        help="自决定之日起算的自然日，次日为第1日。",
    ),
    Declared(
        "publicity.official_workdays", "双公示", "国标期限", 7, "个工作日", "发改办财金〔2018〕424号", confirmed=True,
        help="自决定之日起算，不含法定节假日，含调休上班日。",
    ),
    Declared(
        "publicity.withdraw_workdays", "双公示", "变更、撤销后撤回公示期限", 3, "个工作日", "行政处罚法第四十八条、第八十五条",
        help="决定被变更、撤销、确认违法或无效后，应在此期限内撤回公示并说明理由。",
    ),
    Declared(
        "publicity.receipt_workdays", "双公示", "上报后等待回执", 2, "个工作日", "本局内控", confirmed=True,
    ),
    Declared(
        "publicity.own_prefixes", "双公示", "本局文号的机关代字", ["巫山司"], "", "本局公文处理办法（待核）",
        help="以这些字样开头的文号检查断号，其他机关的文号不检查。",
    ),
    Declared(
        "publicity.bureau_name", "双公示", "本局全称", "巫山县司法局", "", "机构编制文件", confirmed=True,
    ),
    Declared(
        "publicity.bureau_code", "双公示", "本局统一社会信用代码", "", "", "统一社会信用代码证书",
        help="填写后，登记表单自动带出，并核对数据来源单位代码。",
    ),
    Declared(
        "publicity.major_words", "法制审核", "属于重大执法决定的处罚",
        ["吊销", "停业整顿", "责令停产停业", "责令关闭", "降低资质", "限制从业", "停止执业", "限制开展生产经营"], "",
        "行政处罚法第五十八条；本局重大执法决定法制审核目录（待核）",
        help="处罚类别或内容含这些字样的，必须先有法制审核意见才能报送。",
    ),
    Declared(
        "publicity.major_fine_org", "法制审核", "较大数额罚款（单位）", "5", "万元",
        "重庆市行政处罚听证程序规定（数额待核）",
    ),
    Declared(
        "publicity.major_fine_person", "法制审核", "较大数额罚款（个人）", "0.5", "万元",
        "重庆市行政处罚听证程序规定（数额待核）",
    ),
)
