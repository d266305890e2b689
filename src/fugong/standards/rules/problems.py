"""Everything that may be wrong with a file of rules, each with a stable code and what to do about it."""

from dataclasses import dataclass

from fugong.standards.rules.catalogue import Text

MESSAGES: dict[str, tuple[str, str]] = {
    # the file
    "unreadable": ("无法读取该文件：{why}", "cannot be read: {why}"),
    "encoding": ("文件不是 UTF-8 编码的文本，请另存为 UTF-8", "is not UTF-8 text; save it as UTF-8"),
    "yaml": ("不是合法的 YAML：{why}", "is not valid YAML: {why}"),
    "alias": ("请写出全部内容，不能使用 YAML 别名", "write it out: YAML aliases are not understood"),
    "duplicate_key": ("“{name}”写了两次", "“{name}” is given twice"),
    # the form
    "missing": ("缺少“{name}”", "“{name}” is missing"),
    "unknown_key": ("不认识的字段“{name}”", "“{name}” is not known here"),
    "unknown_choice": ("“{name}”不在可选范围内，可选：{choices}", "“{name}” is none of: {choices}"),
    "wrong_form": ("“{name}”的写法不正确", "“{name}” is not written as it must be"),
    "wrong_type": ("类型不正确，应为：{wanted}", "is of the wrong type; wanted: {wanted}"),
    "not_positive": ("不得小于{least}", "must be at least {least}"),
    # names
    "unknown_control": ("没有名为“{name}”的措施", "there is no control “{name}”"),
    "unknown_fact": ("没有名为“{name}”的数据项", "there is no fact “{name}”"),
    "unknown_parameter": ("没有名为“{name}”的参数", "there is no parameter “{name}”"),
    "unknown_department": ("没有名为“{name}”的部门", "there is no department “{name}”"),
    "unknown_list": ("没有名为“{name}”的清单", "there is no list “{name}”"),
    "unknown_batch": ("没有名为“{name}”的批次", "there is no batch “{name}”"),
    "unknown_pack": ("没有可用的规则包“{name}”", "there is no sound pack “{name}”"),
    "duplicate_code": ("代码“{name}”重复", "code “{name}” is used twice"),
    "circle": ("互相引用成环：{way}", "includes itself in a circle: {way}"),
    "conflict": (
        "所引用的规则包对“{name}”规定不一，请在本包中写明", "the included packs differ on “{name}”: say it in this pack"
    ),
    # numbers and values
    "wrong_count": ("应有{wanted}条，实际{found}条", "promises {wanted} items and has {found}"),
    "duplicate_number": ("序号{number}重复", "number {number} is used twice"),
    "numbering": ("序号须从1开始连续排列", "numbers must run 1, 2, 3 … in order"),
    "value_type": ("参数值应为数字，或 HH:MM 的时刻", "must be a number, or a time as HH:MM"),
    "value_too_small": ("参数值小于允许的下限", "is below the least value allowed"),
    "value_too_large": ("参数值大于允许的上限", "is above the greatest value allowed"),
    # what does not go together
    "slot": ("空条目不能带条件、引用或措施", "an empty slot has no conditions, included list or controls"),
    "condition_on_list": ("引用清单的条目不能另设条件", "an item that includes a list has no conditions"),
    "fact_without_condition": ("以系统数据为佐证时须写条件", "evidence “fact” needs a condition"),
    "number_without_number": ("以数字为佐证的条目须比较数值", "evidence “number” needs a fact that is a number"),
    "value_or_parameter": (
        "须写 value 或 parameter 其中之一（is_true、is_known 都不写）",
        "give either value or parameter (neither for is_true and is_known)",
    ),
    "operator": ("“{name}”不适用于该数据或该值", "“{name}” does not fit this fact or value"),
    "placeholder": ("不认识的占位符“{name}”，可用：{choices}", "unknown placeholder “{name}”; there are: {choices}"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in a file. line: 1-based, 0 for the file as a whole; path: like lists[0].items[2].text."""

    file: str
    line: int
    path: str
    code: str
    message: Text

    def in_language(self, language: str) -> str:
        """One line for a console: where, and what."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.path + ': ' if self.path else ''}{self.message.in_language(language)}"


def message(code: str, **values: object) -> Text:
    """What a code says, with its values filled in."""
    zh, en = MESSAGES[code]
    return Text(zh.format(**values), en.format(**values))
