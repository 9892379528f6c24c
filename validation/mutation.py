"""Small changes to source code, each of which some test should notice.

A mutant is one function with one change: a comparison inverted or moved by one, an operator
exchanged, a constant moved by one, a statement left out. The operators are the usual ones of
mutation testing (Jia and Harman, "An Analysis and Survey of the Development of Mutation Testing",
IEEE Transactions on Software Engineering 37, 2011). Code outside functions, messages of exceptions,
annotations, strings and the ``strict`` of ``zip`` are left alone.
"""

from __future__ import annotations
import __future__

import ast
import copy
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import CodeType

Function = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTIONS = ast.FunctionDef, ast.AsyncFunctionDef
Rewrite = tuple[ast.AST, ast.AST]  # what stands in the tree, and what to put in its place

INVERTED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
BOUNDARY: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
}
EXCHANGED = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "minimum": "maximum",
    "maximum": "minimum",
    "floor": "ceil",
    "ceil": "floor",
}


class Scene(NamedTuple):
    """A function in which something is changed."""

    file: str
    relative: str
    name: str
    function: Function


class Mutant(NamedTuple):
    """One function with one change."""

    file: str  # relative to the repository
    function: str  # qualified name
    line: int  # of the change
    lines: range  # of the statement that is changed, without the statements in it
    before: str  # the statement that is changed
    after: str
    code: CodeType  # of the function, changed

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Return what names the mutant whatever its line."""
        return self.file, self.function, self.before, self.after


def mutants(file: Path, root: Path) -> list[Mutant]:
    """Return every mutant of the functions of a file, in order of its lines."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    tell_operators_apart(tree)
    relative = file.relative_to(root).as_posix()
    return [
        mutant(Scene(str(file), relative, name, function), place, before, after)
        for name, function in outermost(tree.body)
        for place in statements(function)
        for before, after in list(rewrites(place))
    ]


def tell_operators_apart(tree: ast.AST) -> None:
    """Give each operator of a tree a node of its own, which the parser shares."""
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp | ast.BoolOp | ast.UnaryOp | ast.AugAssign):
            node.op = type(node.op)()
        elif isinstance(node, ast.Compare):
            node.ops = [type(op)() for op in node.ops]


def outermost(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, Function]]:
    """Yield the functions of a module and of its classes, with their qualified names."""
    for node in body:
        if isinstance(node, FUNCTIONS):
            yield f"{prefix}{node.name}", node
        elif isinstance(node, ast.ClassDef):
            yield from outermost(node.body, f"{prefix}{node.name}.")


def statements(function: Function) -> list[ast.stmt]:
    """Return the statements in a function, without docstrings, exceptions and inner headers."""
    found: list[ast.stmt] = []
    for node in ast.walk(ast.Module(body=function.body, type_ignores=[])):
        if isinstance(node, ast.stmt) and not isinstance(node, (*FUNCTIONS, ast.Import)):
            text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            if not text:
                found.append(node)
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def rewrites(place: ast.stmt) -> Iterator[Rewrite]:
    """Yield the changes of one statement, not of the statements in it."""
    yield from left_out(place)
    if isinstance(place, ast.Raise | ast.Assert):
        return
    if isinstance(place, ast.AugAssign) and type(place.op) in ARITHMETIC:
        yield place.op, ARITHMETIC[type(place.op)]()
    if isinstance(place, ast.If | ast.While) and not is_logic(place.test):
        yield place.test, ast.UnaryOp(ast.Not(), copy.deepcopy(place.test))
    for part in expressions(place):
        for rule in RULES:
            for before, after in rule(part):
                if not is_same_place(before, after, place):
                    yield before, after


def left_out(place: ast.stmt) -> Iterator[Rewrite]:
    """Yield the change that leaves a statement out, where its result is not a missing name."""
    stored = isinstance(place, ast.Assign) and all(
        isinstance(target, ast.Subscript | ast.Attribute) for target in place.targets
    )
    dropped = ast.Expr, ast.AugAssign, ast.Raise, ast.Continue, ast.Break
    if stored or isinstance(place, dropped):
        yield place, ast.Pass()
    if isinstance(place, ast.Return) and place.value is None:
        yield place, ast.Pass()


def is_logic(node: ast.expr) -> bool:
    """Say whether another rule inverts an expression, or a part of it."""
    negated = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
    return negated or isinstance(node, ast.Compare | ast.BoolOp)


def is_same_place(before: ast.AST, after: ast.AST, place: ast.stmt) -> bool:
    """Say whether an index changes from 0 to -1: in an array of one element that is the same."""
    zero = isinstance(before, ast.Constant) and before.value == 0
    last = isinstance(after, ast.Constant) and after.value == -1
    if not (zero and last):
        return False
    return any(isinstance(n, ast.Subscript) and n.slice is before for n in ast.walk(place))


def expressions(place: ast.AST) -> Iterator[ast.expr]:
    """Yield the expressions of a statement, without annotations, texts and inner statements."""
    skipped = ast.stmt, ast.JoinedStr, ast.ExceptHandler, ast.match_case
    if isinstance(place, ast.keyword) and place.arg == "strict":
        return
    for name, value in ast.iter_fields(place):
        if name in {"annotation", "ctx", "type_comment"}:
            continue
        for node in value if isinstance(value, list) else [value]:
            if isinstance(node, ast.AST) and not isinstance(node, skipped):
                if isinstance(node, ast.expr):
                    yield node
                yield from expressions(node)


def invert_or_shift_comparison(node: ast.expr) -> Iterator[Rewrite]:
    """Yield a comparison inverted, and one with its bound moved."""
    if isinstance(node, ast.Compare):
        for op in node.ops:
            for table in (INVERTED, BOUNDARY):
                if type(op) in table:
                    yield op, table[type(op)]()


def exchange_operator(node: ast.expr) -> Iterator[Rewrite]:
    """Yield an operator exchanged for its neighbour, and a sign or a negation left out."""
    if isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        text = isinstance(node.left, ast.Constant) and isinstance(node.left.value, str)
        if not text:
            yield node.op, ARITHMETIC[type(node.op)]()
    if isinstance(node, ast.BoolOp):
        yield node.op, ast.Or() if isinstance(node.op, ast.And) else ast.And()
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub | ast.Invert):
        yield node, node.operand
    if isinstance(node, ast.IfExp) and not is_logic(node.test):
        yield node.test, ast.UnaryOp(ast.Not(), copy.deepcopy(node.test))


def shift_constant(node: ast.expr) -> Iterator[Rewrite]:
    """Yield a number moved by one in both directions, and a truth value inverted."""
    if isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, bool):
            yield node, ast.Constant(value=not value)
        elif isinstance(value, int | float):
            yield node, ast.Constant(value + 1)
            yield node, ast.Constant(value - 1)


def exchange_call(node: ast.expr) -> Iterator[Rewrite]:
    """Yield min for max, any for all, and the like."""
    if isinstance(node, ast.Call):
        called = node.func
        if isinstance(called, ast.Name) and called.id in EXCHANGED:
            yield called, ast.Name(EXCHANGED[called.id], ast.Load())
        if isinstance(called, ast.Attribute) and called.attr in EXCHANGED:
            other = ast.Attribute(copy.deepcopy(called.value), EXCHANGED[called.attr], ast.Load())
            yield called, other


RULES: tuple[Callable[[ast.expr], Iterator[Rewrite]], ...] = (
    invert_or_shift_comparison,
    exchange_operator,
    shift_constant,
    exchange_call,
)


def mutant(scene: Scene, place: ast.stmt, before: ast.AST, after: ast.AST) -> Mutant:
    """Return the mutant in which one node of a function is replaced by another."""
    was, line = header(place), getattr(before, "lineno", place.lineno)
    owner, name, index = owner_of(scene.function, before)
    put(owner, name, index, after)
    ast.fix_missing_locations(scene.function)
    changed = header(after if before is place and isinstance(after, ast.stmt) else place)
    code = compiled(scene)
    put(owner, name, index, before)
    return Mutant(scene.relative, scene.name, line, lines_of(place), was, changed, code)


class MarkLines(ast.NodeTransformer):
    """Puts a call before each statement that passes its line on."""

    def __init__(self, called: str) -> None:
        self.called = called

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Mark the statements in every block of a node."""
        super().generic_visit(node)
        for name, value in ast.iter_fields(node):
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                setattr(node, name, [part for place in value for part in self.marked(place)])
        return node

    def marked(self, place: ast.stmt) -> list[ast.stmt]:
        """Return a statement after the call that passes its line on."""
        call = ast.Call(ast.Name(self.called, ast.Load()), [ast.Constant(place.lineno)], [])
        return [ast.copy_location(ast.Expr(call), place), place]


def marked_codes(file: Path, called: str) -> list[CodeType]:
    """Return the functions of a file, each changed to pass its lines on as they run."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [
        compiled(Scene(str(file), file.name, name, MarkLines(called).visit(function)))
        for name, function in outermost(tree.body)
    ]


def lines_of(place: ast.stmt) -> range:
    """Return the lines of a statement without those of the statements in it."""
    inner = [part for part in ast.walk(place) if isinstance(part, ast.stmt) and part is not place]
    end = min((part.lineno for part in inner), default=(place.end_lineno or place.lineno) + 1)
    return range(place.lineno, max(end, place.lineno + 1))


def owner_of(root: ast.AST, wanted: ast.AST) -> tuple[ast.AST, str, int | None]:
    """Return which field of which node holds a node."""
    for owner in ast.walk(root):
        for name, value in ast.iter_fields(owner):
            if value is wanted:
                return owner, name, None
            if isinstance(value, list):
                for index, child in enumerate(value):
                    if child is wanted:
                        return owner, name, index
    raise LookupError


def put(owner: ast.AST, name: str, index: int | None, node: ast.AST) -> None:
    """Put a node into a field of another."""
    if index is None:
        setattr(owner, name, node)
    else:
        getattr(owner, name)[index] = node


def compiled(scene: Scene) -> CodeType:
    """Compile a function alone, within the classes that its name gives."""
    body: list[ast.stmt] = [scene.function]
    *classes, _ = scene.name.split(".")
    for name in reversed(classes):
        body = [ast.ClassDef(name=name, bases=[], keywords=[], body=body, decorator_list=[])]
    module = ast.fix_missing_locations(ast.Module(body=body, type_ignores=[]))
    flags = __future__.annotations.compiler_flag
    return code_of(compile(module, scene.file, "exec", flags=flags), scene.name)


def header(place: ast.stmt) -> str:
    """Return a statement as one line, of a compound one what comes before its body."""
    text = ast.unparse(place)
    return text.splitlines()[0] if hasattr(place, "body") else " ".join(text.split())


def code_of(module: CodeType, name: str) -> CodeType:
    """Return the compiled code of a function of a module or of one of its classes."""
    for part in name.split("."):
        module = next(c for c in module.co_consts if getattr(c, "co_name", None) == part)
    return module
