"""The whole check of a package, from its words to its samples."""

from collections.abc import Mapping

from minzheng.kernel.packages.completeness import check_elements
from minzheng.kernel.packages.engines import compile_all, held_together
from minzheng.kernel.packages.known import Finding, Known
from minzheng.kernel.packages.proofs import prove
from minzheng.kernel.packages.publicity import check_publicity
from minzheng.kernel.packages.reading import MAX_CHARS, UnreadableError, read_yaml
from minzheng.kernel.packages.samples import check_samples
from minzheng.kernel.packages.words import FILE, check_words


def check(files: Mapping[str, str], known: Known) -> list[Finding]:
    """Everything that speaks against publishing, [] for a sound package.

    `files` are the package's texts by path, its shared process among them as `process.bpmn`. Samples are played only
    when nothing else is wrong, since what they say would only repeat it.
    """
    large = [name for name, text in files.items() if len(text) > MAX_CHARS]
    if large:
        return [Finding(name, "", f"文件超过 {MAX_CHARS // 10_000} 万字，请拆小。") for name in large]
    if FILE not in files:
        return [Finding(FILE, "", "没有这个文件。一个服务包至少要有 service.yaml 和表单。")]
    try:
        service = read_yaml(files[FILE])
    except UnreadableError as error:
        return [Finding(FILE, f"第 {error.line} 行" if error.line else "", error.message)]
    if not isinstance(service, dict):
        return [Finding(FILE, "", "要写成一组“名字: 值”。")]
    found = list(check_words(service, known, files))
    if found:
        return found
    engines, broken = compile_all(service, known, files)
    found = [
        *check_elements(service, files),
        *broken,
        *held_together(service, engines, known),
        *prove(service, engines, known, files),
        *check_publicity(service, engines.process, files),
    ]
    return found or list(check_samples(service, engines, known, files))
