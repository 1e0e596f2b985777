"""What code means, as a short number that changes with it: comments, docstrings and layout do not count."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path


def meaning(file: Path, counts: Callable[[ast.stmt], bool] = lambda statement: True) -> str:
    """The statements of a file that count, without docstrings and texts that stand alone."""
    told = []
    for statement in ast.parse(file.read_text(encoding="utf-8")).body:
        if counts(statement):
            told += [ast.unparse(bare) for bare in (_Bare().visit(statement),) if bare is not None]
    return f"{file.name}: " + "\n".join(told)


def pin(parts: Iterable[str]) -> str:
    """The number of some parts, in whatever order they come."""
    return hashlib.sha256("\0".join(sorted(parts)).encode()).hexdigest()[:16]


class _Bare(ast.NodeTransformer):
    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        """Texts that stand alone say nothing to the machine."""
        return None if isinstance(node.value, ast.Constant) else node
