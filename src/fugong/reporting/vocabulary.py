"""The indicators that a report template may name: code, kind, and the words beside a figure in a table."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Indicator:
    """A count of things (with their counter, 家 人 份 期) or a rate in percent."""

    code: str
    kind: Literal["count", "rate"]
    counter: str
    zh: str
    en: str


INDICATORS = {
    indicator.code: indicator
    for indicator in (
        Indicator("units_registered", "count", "家", "在册单位", "units registered"),
        Indicator("units_resumed", "count", "家", "已复工单位", "units resumed"),
        Indicator("units_resumed_sites", "count", "家", "其中：工地", "of which construction sites"),
        Indicator("resumption_rate", "rate", "%", "复工率", "resumption rate"),
        Indicator("above_scale_registered", "count", "家", "规模以上工业企业", "above-scale industrial enterprises"),
        Indicator("above_scale_resumed", "count", "家", "规模以上工业企业已复工", "of which resumed"),
        Indicator("resumption_rate_above_scale", "rate", "%", "规模以上工业企业复工率",
                  "above-scale industrial resumption rate"),
        Indicator("workers_on_post", "count", "人", "到岗员工", "workers on post"),
        Indicator("workers_trained", "count", "人", "已培训员工", "workers trained"),
        Indicator("trained_units", "count", "家", "已培训单位", "units trained"),
        Indicator("workers_advised_to_stay", "count", "人", "劝导暂缓返岗员工", "workers advised to stay away"),
        Indicator("units_reported", "count", "家", "已报日报单位", "units that reported"),
        Indicator("units_not_reported", "count", "家", "未报日报单位", "units that did not report"),
        Indicator("documents_issued", "count", "份", "下发文件", "documents issued"),
        Indicator("bulletins_issued", "count", "期", "督查通报", "inspection bulletins issued"),
        Indicator("cases_confirmed", "count", "例", "确诊病例", "confirmed cases"),
        Indicator("cases_suspected", "count", "例", "疑似病例", "suspected cases"),
    )
}
