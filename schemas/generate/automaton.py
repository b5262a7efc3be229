"""A pattern as a table: which state follows which on which byte.

A regular expression library takes a microsecond for a name of a hub; a
request has several, and the whole of its decoding should take less.
"""
from re import _constants as op
from re import _parser

import pattern

ALL = (1 << 256) - 1


class Nfa:
    """Thompson's construction. Sets of bytes are masks of 256 bits."""

    def __init__(self):
        self.moves, self.empty = [], []

    def state(self):
        self.moves.append([])
        self.empty.append([])
        return len(self.moves) - 1

    def step(self, state, mask):
        end = self.state()
        self.moves[state].append((mask, end))
        return end

    def repeat(self, state, low, high, inner):
        for _ in range(low):
            state = self.add(state, inner)
        end = self.state()
        if high is op.MAXREPEAT:
            self.empty[state].append(end)
            self.empty[self.add(end, inner)].append(end)
            return end
        self.empty[state].append(end)
        for _ in range(high - low):
            state = self.add(state, inner)
            self.empty[state].append(end)
        return end

    def branch(self, state, arms):
        end = self.state()
        for arm in arms:
            self.empty[self.add(state, arm)].append(end)
        return end

    def add(self, state, parts):
        """The state in which `parts` have been read."""
        for kind, value in parts:
            if kind is op.LITERAL:
                state = self.step(state, 1 << value)
            elif kind is op.NOT_LITERAL:
                state = self.step(state, ALL ^ 1 << value)
            elif kind is op.ANY:
                state = self.step(state, ALL)
            elif kind is op.IN:
                state = self.step(state, members(value))
            elif kind is op.MAX_REPEAT:
                state = self.repeat(state, *value)
            elif kind is op.SUBPATTERN:
                state = self.add(state, value[3])
            elif kind is op.BRANCH:
                state = self.branch(state, value[1])
            else:
                raise ValueError(f"{kind} in a pattern")
        return state

    def closure(self, states):
        reached, waiting = set(states), list(states)
        while waiting:
            for state in self.empty[waiting.pop()]:
                if state not in reached:
                    reached.add(state)
                    waiting.append(state)
        return frozenset(reached)


def members(parts):
    mask = 0
    for char in range(256):
        if pattern.covers([p for p in parts if p[0] is not op.NEGATE], char):
            mask |= 1 << char
    return ALL ^ mask if parts[0][0] is op.NEGATE else mask


def byte_classes(nfa):
    """A class for each byte: those that no set tells apart share one."""
    masks = sorted({mask for moves in nfa.moves for mask, _ in moves})
    kinds = {}
    return [kinds.setdefault(tuple(mask >> byte & 1 for mask in masks),
                             len(kinds)) for byte in range(256)]


def determinise(nfa, classes):
    """({set of states: [set after class 0, …]}, first set)."""
    samples = [classes.index(c) for c in range(max(classes) + 1)]
    first = nfa.closure([0])
    rows, waiting = {}, [first]
    while waiting:
        states = waiting.pop()
        if states not in rows:
            rows[states] = [nfa.closure(
                {end for s in states for mask, end in nfa.moves[s]
                 if mask >> byte & 1}) for byte in samples]
            waiting += rows[states]
    rows.setdefault(frozenset(), [frozenset()] * len(samples))
    return rows, first


def minimise(rows, accepting):
    """{set of states: number}: what behaves alike has one number."""
    number = {states: int(states in accepting) for states in rows}
    while True:
        kinds = {}
        finer = {states: kinds.setdefault(
            (number[states], *[number[n] for n in row]), len(kinds))
            for states, row in rows.items()}
        if len(kinds) == len(set(number.values())):
            return finer
        number = finer


class Automaton:
    """`next[state * class_count + class]`; 0 is where nothing matches."""

    def __init__(self, text):
        if not (text.startswith("^") and text.endswith("$")):
            raise ValueError("a pattern stands between ^ and $")
        nfa = Nfa()
        nfa.state()
        end = nfa.add(0, _parser.parse(pattern.to_ecma(text[1:-1])))
        self.classes = byte_classes(nfa)
        self.class_count = max(self.classes) + 1
        rows, first = determinise(nfa, self.classes)
        number = minimise(rows, {states for states in rows if end in states})
        order = [number[frozenset()], number[first]]
        order += [n for n in sorted(set(number.values())) if n not in order]
        rank = {n: i for i, n in enumerate(order)}
        by_rank = {rank[number[s]]: s for s in rows}
        self.next = [rank[number[n]] for i in range(len(order))
                     for n in rows[by_rank[i]]]
        self.accepts = [int(end in by_rank[i]) for i in range(len(order))]

    def matches(self, data):
        state = 1
        for byte in data:
            state = self.next[state * self.class_count + self.classes[byte]]
        return bool(self.accepts[state])
