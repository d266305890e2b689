"""An Excel import from the empty form to its undoing."""

from tests.kit.gallery.samples import NAMES, NOW

BACK = {"url": "/page/list/", "label": "单位"}
RUN = {
    "file_name": "2月17日企业花名册.xlsx",
    "at": NOW,
    "who": "周明远",
    "rows": 272,
    "created": 240,
    "updated": 21,
    "unchanged": 4,
    "duplicates": 2,
    "errors": 7,
}
ERRORS = [
    {
        "row": 14,
        "column": "统一社会信用代码",
        "code": "check_digit",
        "value": "91430600MA4L2X8X1B",
        "message": "校验码不对，请对照营业执照核对。",
    },
    {"row": 31, "column": "拟返岗人数", "code": "out_of_range", "value": "92", "message": "多于职工总数86人，请核对两栏。"},
    {"row": 58, "column": "单位名称", "code": "missing", "value": "", "message": "必须填写。"},
]
PAIRS = [
    {
        "id": "1",
        "row": 77,
        "given": "岳阳临港新材料公司",
        "found": NAMES[0],
        "found_url": "/page/detail/",
        "why": "名称相近，电话相同",
        "choice": "later",
        "choices": [
            {"value": "same", "label": "是同一家"},
            {"value": "other", "label": "不是同一家"},
            {"value": "later", "label": "以后再定"},
        ],
    }
]
IMPORT = {
    "title": "导入单位",
    "back": BACK,
    "steps": [{"label": "选择文件", "state": "done"}, {"label": "核对结果", "state": "now"}, {"label": "写入", "state": "todo"}],
}
CHECKED = IMPORT | {
    "stage": "checked",
    "run": RUN,
    "errors": ERRORS,
    "errors_more": 4,
    "marked_url": "#",
    "pairs": PAIRS,
    "pairs_url": "/echo/",
    "confirm_url": "/echo/",
    "confirm_label": "写入261行，退回7行",
    "start_over_url": "/page/import-upload/",
}
