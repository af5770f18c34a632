"""What is measured on a page in the browser: axe's rules, sideways scrolling, heights of what one taps."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE: Final = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MODES: Final = {"standard": (False, False), "elder": (True, False), "high contrast": (False, True)}

LOOKS: Final = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]
"""The rules about how a page looks: a mode changes nothing else."""

_RUN = """async (only) => {
  const found = await axe.run(document, {resultTypes: ["violations"], runOnly: only});
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}`));
}"""
_SET_MODE = """([elder, contrast]) => {
  document.documentElement.toggleAttribute("data-elder", elder);
  if (contrast) document.documentElement.setAttribute("data-contrast", "high");
  else document.documentElement.removeAttribute("data-contrast");
}"""
_TOO_LOW = """(least) => {
  const low = [];
  for (const one of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
    const stretched = getComputedStyle(one, "::after").position === "absolute";  // the whole card is the link
    const target = (stretched && one.closest(".mz-card")) || one.closest("label") || one;
    const box = target.getBoundingClientRect();
    const style = getComputedStyle(one);
    if (!box.width || style.visibility === "hidden" || one.closest(".mz-vh, .mz-skip, [hidden]")) continue;
    if (box.width <= 1 || box.bottom < 0) continue;
    const beside = one.matches("a") && Array.from(one.parentElement.childNodes)
      .some((node) => node !== one && node.nodeType === 3 && node.textContent.trim());
    if (beside || one.closest("p, .mz-letter, .mz-sheet")) continue;
    if (box.height < least - 0.5) low.push(`${Math.round(box.height)} px: ${one.outerHTML.slice(0, 110)}`);
  }
  return low;
}"""
_WIDE = """() => {
  const wide = document.documentElement.scrollWidth;
  if (wide <= window.innerWidth) return [];
  const out = Array.from(document.querySelectorAll("body *")).filter(
    (one) => one.getBoundingClientRect().right > window.innerWidth + 1);
  return [`${wide} px wide: ` + out.slice(-3).map((one) => one.outerHTML.slice(0, 90)).join(" | ")];
}"""


@cache
def axe() -> str:
    """The source of axe-core."""
    return AXE.read_text("utf-8")


def axe_faults(page: "Page", only: Sequence[str] = RULES) -> list[str]:
    """What axe-core finds on the page as it is, by these tags or rules."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(axe())
    found: list[str] = page.evaluate(_RUN, list(only))
    return found


def faults(page: "Page") -> list[str]:
    """All faults of the page in its three modes, at the width of a desk and of the narrowest telephone."""
    found: list[str] = []
    for mode, choices in MODES.items():
        page.evaluate(_SET_MODE, choices)
        page.set_viewport_size({"width": 1280, "height": 900})
        only = RULES if mode == "standard" else LOOKS
        found += [f"{mode}, axe, {fault}" for fault in axe_faults(page, only)]
        page.set_viewport_size({"width": 320, "height": 800})
        found += [f"{mode}, 320 px, {fault}" for fault in page.evaluate(_WIDE)]
        least = 60 if mode == "elder" else 44
        page.set_viewport_size({"width": 390, "height": 844})
        found += [f"{mode}, tap, {fault}" for fault in page.evaluate(_TOO_LOW, least)]
    return found
