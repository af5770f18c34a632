"""The five levels in the national wording (国办发〔2019〕51号) and what may be said with them."""

LEVELS = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}
ONLINE_TAGS = ("办事效率", "指南准确", "方便程度", "网站好用")
RATEABLE = frozenset({"delivering", "delivered", "withdrawn", "terminated"})
"""A case may be rated once it has come to an end (and while its result is on the way)."""


def is_bad(level: int) -> bool:
    """差评: dissatisfied or very dissatisfied."""
    return level <= 2


def satisfaction(counts: dict[int, int]) -> float | None:
    """Levels 5 to 3 over all ratings; None without ratings. Not rated is never counted as satisfied."""
    total = sum(counts.values())
    return None if total == 0 else sum(n for level, n in counts.items() if not is_bad(level)) / total
