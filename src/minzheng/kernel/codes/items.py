"""Codes of government services (GB/T 39554.1): catalogue 12, task 31, handling variant 33 characters."""

from dataclasses import dataclass

from .checks import ALPHANUMERIC, DIGITS
from .errors import CodeError, cleaned, first_outside
from .uscc import Uscc, parse_uscc

SERVICE_TYPES = {
    "01": "行政许可",
    "02": "行政处罚",
    "03": "行政强制",
    "04": "行政征收",
    "05": "行政给付",
    "06": "行政检查",
    "07": "行政确认",
    "08": "行政奖励",
    "09": "行政裁决",
    "10": "其他行政权力",
    "20": "公共服务",
}
LEVELS = "123456"


@dataclass(frozen=True, slots=True)
class CatalogueCode:
    """A service in the common catalogue: place 2 (00 national), type 2, department 2, main item 3, sub-item 3."""

    code: str

    @property
    def division(self) -> str:
        """Two digits: 00 for the national catalogue, else the province."""
        return self.code[:2]

    @property
    def type_code(self) -> str:
        """Two digits, a key of SERVICE_TYPES."""
        return self.code[2:4]

    @property
    def department(self) -> str:
        """Two characters; 11 is civil affairs."""
        return self.code[4:6]

    @property
    def main(self) -> "CatalogueCode":
        """The main item to which this one belongs; a main item belongs to itself."""
        return CatalogueCode(self.code[:9] + "000")


@dataclass(frozen=True, slots=True)
class TaskCode:
    """A service as one body offers it: the body's credit code, the level at which it acts (1–6), the catalogue code."""

    code: str
    uscc: Uscc
    level: str
    catalogue: CatalogueCode


@dataclass(frozen=True, slots=True)
class HandleItemCode:
    """One variant of a task, numbered 1 to 99."""

    code: str
    task: TaskCode
    number: int


def parse_catalogue_code(text: str) -> CatalogueCode:
    """Read and check. Raises CodeError `catalogue_code.` `length`, `character` or `type`."""
    code = cleaned(text)
    if len(code) != 12:
        raise CodeError(
            "catalogue_code.length", f"基本编码是 12 位，您填了 {len(code)} 位，请照着目录再看一遍。"
        )
    at = first_outside(code[:4], DIGITS) or first_outside(code, ALPHANUMERIC)
    if at:
        raise CodeError("catalogue_code.character", f"第 {at} 位不对，请照着目录再看一遍。", at)
    if code[2:4] not in SERVICE_TYPES:
        raise CodeError(
            "catalogue_code.type", f"第 3、4 位“{code[2:4]}”不是事项类型，请照着目录再看一遍。", 3
        )
    return CatalogueCode(code)


def parse_task_code(text: str, *, allow_demo: bool = False) -> TaskCode:
    """Read and check all three parts.

    Raises CodeError `task_code.` `length` or `level`, and those of `uscc` and `catalogue_code`.
    """
    code = cleaned(text)
    if len(code) != 31:
        raise CodeError(
            "task_code.length", f"实施编码是 31 位，您填了 {len(code)} 位，请照着实施清单再看一遍。"
        )
    if code[18] not in LEVELS:
        raise CodeError("task_code.level", "第 19 位是行使层级，应是 1 到 6。", 19)
    return TaskCode(
        code, parse_uscc(code[:18], allow_demo=allow_demo), code[18], parse_catalogue_code(code[19:])
    )


def make_task_code(uscc: str, level: str, catalogue: str, *, allow_demo: bool = False) -> str:
    """The 31 characters from their parts, checked as `parse_task_code` does."""
    return parse_task_code(f"{uscc}{level}{catalogue}", allow_demo=allow_demo).code


def parse_handle_item_code(text: str, *, allow_demo: bool = False) -> HandleItemCode:
    """Read and check. Raises CodeError `handle_item_code.` `length` or `number`, and those of `task_code`."""
    code = cleaned(text)
    if len(code) != 33:
        raise CodeError(
            "handle_item_code.length", f"业务办理项编码是 33 位，您填了 {len(code)} 位，请再看一遍。"
        )
    if first_outside(code[31:], DIGITS) or code[31:] == "00":
        raise CodeError("handle_item_code.number", "最后两位是顺序号，应是 01 到 99。", 32)
    return HandleItemCode(code, parse_task_code(code[:31], allow_demo=allow_demo), int(code[31:]))


def make_handle_item_code(task_code: str, number: int, *, allow_demo: bool = False) -> str:
    """The 33 characters for a variant's number, checked as `parse_handle_item_code` does."""
    if not 1 <= number <= 99:
        raise CodeError("handle_item_code.number", "最后两位是顺序号，应是 01 到 99。", 32)
    return parse_handle_item_code(f"{task_code}{number:02d}", allow_demo=allow_demo).code
