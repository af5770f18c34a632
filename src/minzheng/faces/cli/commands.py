"""The commands of this face: name to (what is called, what it does). `config` opens the frame that each needs."""

from typing import Final

commands: Final[dict[str, tuple[str, str]]] = {
    "walk": ("minzheng.config.framed:walk_main", "在用完即弃的平台上走一遍全程，打印每一站的人、动作、文书、毫秒和语句数"),
    "generate": ("minzheng.config.framed:generate_main", "成批生成虚构的办件：minzheng generate --cases N --seed S"),
    "package": ("minzheng.config.framed:package_main", "检查或发布服务包：minzheng package check|publish 目录"),
}
