"""The form-js profile: how a form is written, read with limits, before anything is compiled.

A form is form-js JSON. Every top-level component is a `group`, and a group is one page. Only standard component types
are used; what is ours stands in a component's `properties`, which the stock editor shows and keeps as text.
"""

import json
from collections.abc import Mapping
from typing import Any

from minzheng.kernel.formspec import limits
from minzheng.kernel.formspec.errors import Finding, FormError

QUESTIONS = frozenset(
    {
        "textfield",
        "textarea",
        "number",
        "checkbox",
        "checklist",
        "taglist",
        "radio",
        "select",
        "datetime",
        "filepicker",
        "expression",
    }
)
CONTAINERS = frozenset({"group", "dynamiclist"})
WORDS = frozenset({"text", "separator", "spacer"})
REFUSED = {
    "html": "不能放 HTML，请改用“文字”",
    "iframe": "不能嵌别的网页",
    "image": "不放图片，图里的字请写成文字",
    "table": "不放表格组件，重复的行请用“动态列表”",
    "button": "不用自己放按钮，“保存，下一步”由系统给",
    "documentPreview": "不放文件预览",
}
PROPERTIES = {
    "kind": "字段种类，见字段库",
    "source": "已有数据的名字：查得到就先填上",
    "level": "敏感级别 L1 到 L4",
    "hint": "提示，写在名称下面（hint.选项值：写在那个选项下面）",
    "required_when": "FEEL：成立时必填",
    "missing_text": "没填时怎么说",
    "wrong_when": "FEEL：成立时算填错，和 wrong_text 一起写",
    "wrong_text": "填错时怎么说",
    "pattern_text": "和 pattern 对不上时怎么说",
    "exit_when": "FEEL：成立时这张表不适合您，和 exit_text 一起写",
    "exit_text": "为什么不适合，可以去办什么",
    "material": "对应的申请材料",
    "unit": "写在输入框后面的单位",
    "autocomplete": "浏览器可以帮着填什么（本人的姓名、电话）",
    "max_files": "最多几个文件",
    "label": "算出来的一项在核对页上叫什么",
    "page_key": "页的名字，用在网址里",
    "lead": "页标题下的一句话",
    "rows_label": "量词加名称，例如“位成员”",
    "row_title": "收起来的一行叫什么：用哪几项，用逗号隔开",
    "row_line": "收起来的一行写什么：用哪几项，用逗号隔开",
    "min_rows": "至少几行",
    "max_rows": "最多几行",
}
"""Our properties of a component, each with what it is for; a package's own ones begin with `x_`."""
RESERVED = frozenset(
    {
        "this",
        "parent",
        "i",
        "item",
        "add",
        "remove",
        "drop",
        "edit",
        "later",
        "today",
        "now",
        "csrfmiddlewaretoken",
    }
    | {
        "true",
        "false",
        "null",
        "and",
        "or",
        "not",
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
    }
    | {
        "satisfies",
        "between",
        "instance",
        "of",
        "function",
        "external",
        "_offered",
        "_row",
        "context",
        "partial",
    }
)


def load(text: str | bytes) -> dict[str, Any]:
    """Read the JSON text of a form. Raises FormError for what is not JSON, too large, too deep or has a key twice."""
    if len(text) > limits.BYTES:
        raise FormError([Finding("", f"表单文件太大，最多 {limits.BYTES // 1000} KB")])
    try:
        schema = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except RecursionError:
        raise FormError([Finding("", "表单套得太深，读不进来")]) from None
    except json.JSONDecodeError as error:
        place = f"第 {error.lineno} 行第 {error.colno} 个字"
        raise FormError([Finding(place, "这里不是正确的 JSON，请用编辑器重新保存")]) from error
    except (UnicodeDecodeError, ValueError) as error:
        reason = str(error) if isinstance(error, _Refused) else "不是 UTF-8 的 JSON 文件"
        raise FormError([Finding("", reason)]) from error
    if not isinstance(schema, dict):
        raise FormError([Finding("", "表单最外层要是一个对象")])
    return schema


def dump(schema: Mapping[str, Any]) -> str:
    """Write a form's JSON as the stock editor does (two blanks, order kept), with every key that it came with."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


class _Refused(ValueError):
    """JSON that Python would take and we do not."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Refused(f"“{key}”写了两次，请留一个")
        found[key] = value
    return found


def _no_constant(name: str) -> Any:
    raise _Refused(f"“{name}”不是数字")
