"""Compiling calls of built-in functions: the usual case checks kinds inline, the rest goes the long way."""

from typing import Any

from .budget import Place
from .errors import Null
from .functions import Builtin
from .scope import Code, Scope
from .values import Function

_LONG = 255


def call_builtin(
    builtin: Builtin, arguments: list[Code], names: tuple[str, ...] | None, place: Place
) -> Code:
    """Call a built-in function by position or by name."""
    if names is not None:
        return _call_named(builtin, arguments, names, place)
    if builtin.name == "not" and len(arguments) == 1:
        return _call_not(arguments[0])
    quick = builtin.exact(len(arguments))

    def code(s: Scope) -> Any:
        run = s.run
        run.spend(1)
        values = []
        for argument in arguments:
            value = argument(s)
            if type(value) is str and len(value) > _LONG:
                run.spend(len(value) >> 8)
            values.append(value)
        try:
            for way in quick:
                if way.fits(values):
                    return way.call(run, values)
            return builtin.call(run, values)
        except Null as reason:
            run.warn(str(reason), place)
            return None

    return code


def _call_not(argument: Code) -> Code:
    def code(s: Scope) -> bool | None:
        value = argument(s)
        return not value if type(value) is bool else None

    return code


def _call_named(builtin: Builtin, arguments: list[Code], names: tuple[str, ...], place: Place) -> Code:
    def code(s: Scope) -> Any:
        values = [argument(s) for argument in arguments]
        s.run.spend(1 + sum(len(value) >> 8 for value in values if type(value) is str))
        try:
            return builtin.call_named(s.run, names, values)
        except Null as reason:
            s.run.warn(str(reason), place)
            return None

    return code


def call_function(
    function: Code, arguments: list[Code], names: tuple[str, ...] | None, place: Place, fallback: Code | None
) -> Code:
    """Call whatever function a value is; `fallback` answers where the name holds no function after all."""

    def code(s: Scope) -> Any:
        target = function(s)
        if type(target) is not Function:
            if fallback is not None:
                return fallback(s)
            s.run.warn("这里要一个函数，给的却不是", place)
            return None
        values = [argument(s) for argument in arguments]
        try:
            return target.call(s.run, values if names is None else _ordered(target, names, values))
        except Null as reason:
            s.run.warn(str(reason), place)
            return None

    return code


def _ordered(function: Function, names: tuple[str, ...], values: list[Any]) -> list[Any]:
    given = dict(zip(names, values, strict=True))
    if function.parameters is None or given.keys() != set(function.parameters) or len(given) < len(names):
        raise Null("参数的名称和函数对不上")
    return [given[name] for name in function.parameters]
