"""One board with everything that a ticket can say at once, for tests of how it is laid out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.acceptance.changing_till import ChangingTill, line
from tests.acceptance.hands import Hands
from tests.acceptance.installation import await_that
from tests.acceptance.restaurant import Restaurant

DISHES = ("Harbour burger", "Grilled char", "Rib-eye steak", "Aubergine", "Halloumi burger")
MENU = "".join(
    f'[[menu]]\nproduct = "{product}"\ncategory = "Grilled"\nprice = 1450\n' for product in DISHES
)
CONFIG = f"""
name = "Harbour Kitchen"
fallback_station = "grill"
[stations.grill]
name = "Grill"
deadline_s = 600
[stations.fryer]
name = "Fryer"
deadline_s = 600
[stations.cold]
name = "Cold kitchen"
deadline_s = 600
[[routes]]
category = "Fried"
stations = ["fryer"]
[[routes]]
category = "Grilled"
stations = ["grill"]
[tills.A]
[tills.W]
name = "Web shop"
send_only = true
{MENU}"""


class ExpressiveBoard:
    """The orders of one evening at grill, fryer, pass and approvals; none of them is ever done."""

    def __init__(self, restaurant: Restaurant) -> None:
        self.till = ChangingTill(restaurant.kds)
        self._restaurant = restaurant
        self._hands = Hands(restaurant.kds)
        self.orders: dict[str, str] = {}

    def fill(self) -> None:
        """Send all orders, and do with them what cooks, waiters and guests do."""
        till, orders = self.till, self.orders
        orders["long"] = till.send(*_banquet(), table="12")
        orders["changed"] = till.send(
            line("1", "Harbour burger", 2, modifiers=["no onion"]), line("2", "Soup"), table="3"
        )
        orders["voided"] = till.send(line("1", "Rib-eye steak", 2), table="4")
        orders["cancelled"] = till.send(line("1", "Grilled char", allergens=["fish"]), table="5")
        orders["held"] = till.send(line("1", "Lamb chops"), line("2", "Fries", category="Fried"))
        orders["courses"] = till.send(
            line("1", "Soup", course=1, seat=1),
            line("2", "Steak", course=2, seat=1, modifiers=["medium rare"]),
            line("3", "Crème brûlée", course=3, seat=2),
            table="21",
        )
        orders["rush"] = till.send(line("1", "Schnitzel", 3), service="takeaway")
        orders["recalled"] = till.send(line("1", "Chicken skewers"), service="takeaway")
        orders["started"] = till.send(line("1", "Sausage"), line("2", "Corn"), table="9")
        orders["overdue"] = self._hands.take(
            service="delivery",
            due_at=_in_minutes(-4),
            customer={"name": "Väinö Hämäläinen-Kekkonen"},
            note="Third floor, the bell is broken, please call from the door",
            lines=[_dish("Halloumi burger", modifiers=["gluten-free bun", "without nuts"])],
        )
        orders["planned"] = self._hands.take(
            service="takeaway", due_at=_in_minutes(29 * 60 + 59), lines=[_dish("Rib-eye steak", 12)]
        )
        self._await_all()
        self._work()
        self._ask()

    def _await_all(self) -> None:
        def are_there() -> bool:
            known = self._restaurant.api("orders?open=1&limit=100")["orders"]
            return {each["order_id"] for each in known} >= set(self.orders.values())

        await_that(are_there, "the kitchen has every order")

    def _work(self) -> None:
        orders, till = self.orders, self.till
        till.change(
            orders["changed"],
            line("1", "Harbour burger", 3, modifiers=["no onion", "extra cheese"]),
            line("3", "Aubergine", allergens=["nuts"]),
            table="33",
        )
        till.void(orders["voided"])
        till.cancel(orders["cancelled"])
        for name, command, fields in (
            ("held", "HoldPart", {"station": "grill"}),
            ("rush", "SetPriority", {"priority": True}),
            ("recalled", "MarkPartReady", {"station": "grill"}),
            ("recalled", "RecallPart", {"station": "grill"}),
            ("started", "StrikeLines", {"station": "grill", "line_ids": ["1"], "struck": True}),
            ("long", "StartPart", {"station": "fryer"}),
        ):
            said = self._hands.office(orders[name], command, **fields)
            assert said.is_done, (name, command, said)

    def _ask(self) -> None:
        """Let two orders ask whether the kitchen takes them."""
        for name, lines in (("asking", 2), ("asking much", 14)):
            dishes = [
                _dish(
                    DISHES[n % 5], n % 3 + 1, note=f"plate {n + 1}", modifiers=["no salt"][: n % 2]
                )
                for n in range(lines)
            ]
            self.orders[name] = self._hands.take(
                service="delivery",
                needs_approval=True,
                due_at=_in_minutes(45),
                customer={"name": "Åsa"},
                lines=dishes,
            )

    def station_order(self, **facts: Any) -> str:
        """Send one more order, for grill and fryer."""
        return self.till.send(
            line("1", "Ribs", 2, modifiers=["no onion"], allergens=["mustard"]),
            line("2", "Wrap", note="cut in two"),
            line("3", "Fries", category="Fried"),
            **facts,
        )

    def make(self, order_id: str) -> None:
        """Have the grill's part made."""
        said = self._hands.office(order_id, "MarkPartReady", station="grill")
        assert said.is_done, said

    def asking_order(self) -> str:
        """Send one more order that waits for the kitchen's yes."""
        return self._hands.take(
            service="takeaway", needs_approval=True, lines=[_dish("Harbour burger")]
        )


def _banquet() -> list[dict[str, Any]]:
    """Return the lines of a large table: longer than any column."""
    lines = [
        line(
            f"m{n}",
            DISHES[n % 5],
            n % 3 + 1,
            seat=n + 1,
            modifiers=["no onion", "extra cheese"][: n % 3],
            **({"allergens": ["nuts", "milk", "gluten"]} if n % 4 == 0 else {}),
            **({"note": "one rare, one well done, both without the sauce"} if n % 5 == 0 else {}),
        )
        for n in range(24)
    ]
    return [*lines, line("f1", "Sweet potato fries", 6, category="Fried", note="crisp")]


def _dish(product: str, quantity: int = 1, **more: Any) -> dict[str, Any]:
    return {"product": product, "quantity": quantity, "category": "Grilled", **more}


def _in_minutes(minutes: float) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()
