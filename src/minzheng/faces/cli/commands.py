"""The commands of this face: name to (what is called, what it does). `config` opens the frame that each needs."""

from typing import Final

commands: Final[dict[str, tuple[str, str]]] = {
    "walk": (
        "minzheng.config.framed:walk_main",
        "在用完即弃的平台上走一遍全程，打印每一站的人、动作、文书、毫秒和语句数",
    ),
    "generate": (
        "minzheng.config.framed:generate_main",
        "成批生成虚构的办件：minzheng generate --cases N --seed S",
    ),
    "package": (
        "minzheng.config.framed:package_main",
        "检查、发布、比对服务包：minzheng package check|publish|rebase 目录，diff 甲 乙",
    ),
    "systems": (
        "minzheng.config.framed:systems_main",
        "接入系统：minzheng systems list|register 文件|renew 标识|close 标识|rotate-keys",
    ),
    "feel": ("minzheng.faces.cli.engines.feel:main", "算 FEEL 表达式：minzheng feel 表达式，或 --batch 文件"),
    "dmn": (
        "minzheng.faces.cli.engines.dmn:main",
        "按决策模型逐行作答：minzheng dmn 文件 决策名 --batch 文件",
    ),
    "bpmn": ("minzheng.faces.cli.engines.bpmn:main", "检查流程或按脚本走一遍：minzheng bpmn check|run 文件"),
}
