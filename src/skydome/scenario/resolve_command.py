"""Doctrine, links and losses, from what a person wrote to what the engine reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.catalogue.kinds import TARGET_CLASSES
from skydome.forms import did_you_mean, quoted
from skydome.scenario import resolved as r
from skydome.scenario.networks import check_network

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from skydome.scenario.authored import Doctrine, DoctrineChange, Loss, Scenario
    from skydome.scenario.fields import Form
    from skydome.yamlfile import Document, Key

WAITING = ("cued", "leak", "moved")
NO_LIMIT = 2**15  # more engagements than any battery has channels for


def written(form: Form, field: str, unit: str) -> r.Quantity:
    """Return a field of the scenario, marked as default where nobody wrote it."""
    standing = r.chosen if field in form.model_fields_set else r.default
    return standing(getattr(form, field), unit)


class Command:
    """Fills what a scenario says of command; every complaint names the line it is about."""

    def __init__(self, document: Document, scenario: Scenario, missiles: dict[str, float]) -> None:
        self.document = document
        self.scenario = scenario
        self.missiles = missiles  # id and reach in metres

    # doctrine

    def doctrines(self, networks: tuple[str, ...]) -> tuple[r.Doctrine, ...]:
        """Return the doctrine of each network."""
        for name in self.scenario.doctrines:
            check_network(self.document, ("doctrines", name), name, networks)
        common = self.doctrine(self.scenario.doctrine, ("doctrine",))
        own = self.scenario.doctrines
        return tuple(
            self.doctrine(own[n], ("doctrines", n)) if n in own else common for n in networks
        )

    def alone(self, doctrines: tuple[r.Doctrine, ...]) -> tuple[r.Doctrine, ...]:
        """Return, for each network, the doctrine of those cut off from it."""
        if self.scenario.alone is None:
            return doctrines
        return (self.doctrine(self.scenario.alone, ("alone",)),) * len(doctrines)

    def doctrine(self, doctrine: Doctrine, key: Key) -> r.Doctrine:
        """Return one doctrine."""
        reserve, error, first = doctrine.reserve, doctrine.assessment_error, doctrine.priorities
        for missile in reserve.by_missile:
            self._check_missile(missile, (*key, "reserve", "by_missile", missile))
        for missile in doctrine.prices:
            self._check_missile(missile, (*key, "prices", missile))
        return r.Doctrine(
            weapons=doctrine.weapons,
            policy=doctrine.policy,
            interval_s=written(doctrine, "interval_s", "s"),
            launch_rule=doctrine.launch_rule,
            guidance=doctrine.guidance,
            salvo={
                name: doctrine.salvo_by_class.get(name, doctrine.salvo) for name in TARGET_CLASSES
            },
            salvo_unknown=doctrine.salvo,
            engagements=doctrine.engagements,
            assessment_s=written(doctrine, "assessment_s", "s"),
            miss_for_kill=written(error, "miss_for_kill", "1"),
            kill_for_miss=written(error, "kill_for_miss", "1"),
            correction_s=written(error, "correction_s", "s"),
            reserve_fraction=written(reserve, "fraction", "1"),
            reserve_fractions=tuple(
                reserve.by_missile.get(missile, reserve.fraction) for missile in self.missiles
            ),
            reserve_classes=reserve.classes,
            time_weight=written(first, "time_weight", "1"),
            value_s=written(first, "value_s", "s"),
            class_s={name: first.class_s.get(name, 0.0) for name in TARGET_CLASSES},
            missile_order=self._missile_order(doctrine, key),
            identification={t: dict(seen) for t, seen in doctrine.identification.items()},
            when_empty=doctrine.when_empty,
            when_radar_lost=doctrine.when_radar_lost,
            assignment=doctrine.assignment,
            prices=tuple(doctrine.prices.get(missile, 0.0) for missile in self.missiles),
            scarcity=written(doctrine, "scarcity", "1"),
            class_weight={name: first.class_weight.get(name, 1.0) for name in TARGET_CLASSES},
        )

    def later(self, networks: tuple[str, ...]) -> Iterator[r.Change]:
        """Yield the doctrines that networks take up later, each on the one before it."""
        orders = sorted(enumerate(self.scenario.doctrine_changes), key=lambda order: order[1].at_s)
        found: dict[str, int] = {}
        for network in networks:
            doctrine = self.scenario.doctrines.get(network, self.scenario.doctrine)
            for n, order in orders:
                key: Key = ("doctrine_changes", n)
                self._check_order(order, networks, key)
                if order.network in (None, network):
                    self._check_first(found, f"{network} {order.at_s}", n, (*key, "at_s"))
                    written = order.doctrine.model_fields_set
                    update = {field: getattr(order.doctrine, field) for field in written}
                    doctrine = doctrine.model_copy(update=update)
                    yield _taken_up(network, order, self.doctrine(doctrine, (*key, "doctrine")))

    def _check_order(self, order: DoctrineChange, networks: tuple[str, ...], key: Key) -> None:
        if order.network is not None:
            check_network(self.document, (*key, "network"), order.network, networks)
        if "identification" in order.doctrine.model_fields_set:
            problem = "the identification of a threat is drawn once and does not change"
            place = (*key, "doctrine", "identification")
            raise self.document.error(place, problem, "leave it out")

    def _missile_order(self, doctrine: Doctrine, key: Key) -> tuple[int, ...]:
        order = doctrine.missile_order
        for n, missile in enumerate(order):
            self._check_missile(missile, (*key, "missile_order", n))
        rest = sorted(
            (i for i in self.missiles if i not in order), key=lambda i: (self.missiles[i], i)
        )
        known = list(self.missiles)
        return tuple(known.index(i) for i in dict.fromkeys([*order, *rest]))

    def _check_missile(self, missile: str, key: Key) -> None:
        if missile not in self.missiles:
            problem = f"no battery carries {quoted(missile)}"
            raise self.document.error(key, problem, ", ".join(self.missiles))

    # links and losses

    def links(self, commands: list[str], batteries: list[str]) -> Iterator[r.Link]:
        """Yield the links that are written."""
        seen: dict[str, int] = {}
        for n, link in enumerate(self.scenario.network.links):
            key: Key = ("network", "links", n)
            self._check_node(link.node, [*commands, *batteries], (*key, "node"))
            self._check_first(seen, link.node, n, (*key, "node"))
            if link.capacity is not None and link.node in commands:
                problem = f"{link.node} is a command post; only a battery's link has a capacity"
                raise self.document.error((*key, "capacity"), problem, "leave it out")
            capacity = NO_LIMIT if link.capacity is None else link.capacity
            yield r.Link(node=link.node, delay_s=written(link, "delay_s", "s"), capacity=capacity)

    def posts(self, commands: list[str]) -> Iterator[r.Post]:
        """Yield the command posts that direct only so many engagements."""
        seen: dict[str, int] = {}
        for n, post in enumerate(self.scenario.network.commands):
            key: Key = ("network", "commands", n, "node")
            self._check_node(post.node, commands, key)
            self._check_first(seen, post.node, n, key)
            yield r.Post(node=post.node, engagements=post.engagements)

    def neighbours(self, networks: tuple[str, ...]) -> Iterator[r.Neighbour]:
        """Yield the networks that tell others what they track."""
        seen: dict[str, int] = {}
        for n, neighbour in enumerate(self.scenario.network.neighbours):
            key: Key = ("network", "neighbours", n)
            for field, name in (("from", neighbour.giver), ("to", neighbour.to)):
                check_network(self.document, (*key, field), name, networks)
            self._check_first(seen, f"{neighbour.giver} {neighbour.to}", n, (*key, "to"))
            yield r.Neighbour(
                from_network=networks.index(neighbour.giver),
                to_network=networks.index(neighbour.to),
                delay_s=written(neighbour, "delay_s", "s"),
            )

    def changes(
        self, linked: list[str], guiding: dict[str, str], doctrines: tuple[r.Doctrine, ...]
    ) -> Iterator[r.Change]:
        """Yield all that may be lost: as written, by hits on assets, and by running dry.

        ``linked`` are the nodes with a link above them, ``guiding`` the engagement radars, which
        have none, by the names of their batteries.
        """
        nodes = [*linked, *guiding.values()]
        found: dict[str, int] = {}
        for n, loss in enumerate(self.scenario.network.losses):
            kind, field = ("lost", "node") if loss.node else ("cut", "link")
            node, key = loss.node or loss.link or "", ("network", "losses", n, field)
            self._check_node(node, nodes if loss.node else linked, key)
            self._check_first(found, f"{kind} {node}", n, key)
            yield _change(kind, node, loss)
        for n, asset in enumerate(self.scenario.assets):
            if asset.node is not None:
                self._check_asset(n, nodes)
                if found.setdefault(f"lost {asset.node}", -1 - n) == -1 - n:
                    yield _untimed("lost", asset.node)
        if any(doctrine.when_empty == "silent" for doctrine in doctrines):
            yield from (_untimed("quiet", battery) for battery in guiding)

    def _check_asset(self, n: int, nodes: list[str]) -> None:
        asset = self.scenario.assets[n]
        self._check_node(asset.node or "", nodes, ("assets", n, "node"))
        unit = next(u for u in self.scenario.defence if (asset.node or "").startswith(f"{u.name}-"))
        if unit.at != asset.at:
            problem = f"{asset.node} is at {list(unit.at)}, not here"
            raise self.document.error(("assets", n, "at"), problem, f"{list(unit.at)}")

    def _check_node(self, node: str, nodes: list[str], key: Key) -> None:
        if node not in nodes:
            problem = f"there is no node {quoted(node)} here{did_you_mean(node, nodes)}"
            raise self.document.error(key, problem, ", ".join(nodes))

    def _check_first(self, seen: dict[str, int], thing: str, n: int, key: Key) -> None:
        other = seen.setdefault(thing, n)
        if other != n:
            part = ".".join(word for word in key if isinstance(word, str)).rpartition(".")[0]
            problem = f"{part}[{other}] is about the same already"
            raise self.document.error(key, problem, "one of the two")


def silent_radars(radars: list[r.Radar]) -> Iterator[r.Change]:
    """Yield the radars that begin or stop to radiate once something has happened."""
    yield from (_untimed("emits", radar.name) for radar in radars if radar.emission in WAITING)
    yield from (_untimed("shuts", radar.name) for radar in radars if radar.shuts_down)


def moving_batteries(batteries: Iterable[r.Battery]) -> Iterator[r.Change]:
    """Yield the batteries that go to their second site."""
    for battery in batteries:
        if battery.move is None:
            continue
        timed = battery.move.when == "timed"
        yield r.Change(
            kind="moves",
            node=battery.name,
            chance=r.chosen(1.0, "1") if timed else r.default(0.0, "1"),
            from_s=battery.move.at_s,
            to_s=battery.move.at_s,
        )


def _change(kind: str, node: str, loss: Loss) -> r.Change:
    at = loss.at_s is not None
    return r.Change.model_validate(
        {
            "kind": kind,
            "node": node,
            "chance": written(loss, "chance", "1"),
            "from_s": written(loss, "at_s" if at else "from_s", "s"),
            "to_s": written(loss, "at_s" if at else "to_s", "s"),
        }
    )


def _taken_up(network: str, order: DoctrineChange, doctrine: r.Doctrine) -> r.Change:
    at = written(order, "at_s", "s")
    return r.Change(
        kind="doctrine",
        node=f"{network}-{order.at_s}s",
        network=network,
        doctrine=doctrine,
        chance=r.default(1.0, "1"),
        from_s=at,
        to_s=at,
    )


def _untimed(kind: str, node: str) -> r.Change:
    never = r.default(0.0, "s")
    return r.Change.model_validate(
        {"kind": kind, "node": node, "chance": r.default(0.0, "1"), "from_s": never, "to_s": never}
    )
