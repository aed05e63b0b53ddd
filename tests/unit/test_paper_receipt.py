"""Receipts as a guest reads them, line by line."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from kds.orders.order import Service
from kds.orders.paper import Print, PrintKind
from kds.orders.part import Actor, ActorKind, StopCause
from kds.orders.till_facts import (
    Outside,
    OutsideState,
    Payment,
    PaymentMethod,
    Refund,
    RefundedLine,
    Stamp,
)
from kds.paper.compose import bytes_of, sheet_of
from kds.paper.picture import text
from kds.settings.model import Settings, SystemSettings
from kds.settings.paper import PrinterSettings, ReceiptSettings
from tests.unit.paper_samples import (
    AT,
    COLA,
    FINNISH,
    NARROW,
    SETTINGS,
    SOUP,
    WIDE,
    order,
    owed,
    refunded,
    voided,
)


def printed(
    sheet: Print, settings: Settings = SETTINGS, printer: PrinterSettings = WIDE
) -> list[str]:
    return text(bytes_of(sheet_of(sheet, settings), printer))


def squeezed(lines: list[str]) -> list[str]:
    """Return lines with single spaces, without rules and empty ones."""
    told = (" ".join(line.split()) for line in lines)
    return [line for line in told if line and set(line) != {"-"}]


def test_a_receipt_says_all_that_was_bought_and_paid() -> None:
    assert printed(owed(PrintKind.RECEIPT)) == [
        "    Ravintola Koivu",
        "          Koivukatu 12, 00100 Helsinki",
        "               Y-tunnus 1234567-8",
        "",
        "Receipt A17                              Table 7",
        "26/11/2026 18:42                          Till A",
        "Cashier Mari",
        "-" * 48,
        "2 x Burger                                 27.80",
        "  13.90 each",
        "  no onion, extra cheese",
        "Lohikeitto                                 12.50",
        "Crème brûlée                                8.50",
        "3 x Cola 0,4 l                             12.60",
        "  4.20 each",
        "-" * 48,
        "Total             €61.40",
        "Card                                       61.40",
        "-" * 48,
        "VAT %                      Net    VAT      Gross",
        "13.5                     43.00   5.80      48.80",
        "25.5                     10.04   2.56      12.60",
        "                         53.04   8.36      61.40",
        "",
        "             Kiitos ja tervetuloa!",
    ]


def test_a_narrow_finnish_receipt_fits_its_paper() -> None:
    lines = printed(owed(PrintKind.RECEIPT), FINNISH, NARROW)

    assert all(len(line) <= 32 for line in lines)
    assert "Kuitti A17               Pöytä 7" in lines
    assert "26.11.2026 18.42         Kassa A" in lines
    assert "Yhteensä 61,40 €" in lines
    assert "ALV %  Veroton   Vero Verollinen" in lines
    assert "25,5     10,04   2,56      12,60" in lines


def test_a_copy_says_so() -> None:
    assert "COPY" in squeezed(printed(owed(PrintKind.RECEIPT, is_copy=True)))
    assert "COPY" not in squeezed(printed(owed(PrintKind.RECEIPT)))


def test_payments_stand_by_method_with_what_is_left() -> None:
    paid = (
        Payment("p1", PaymentMethod.CASH, 1000, AT, "Mari"),
        Payment("p2", PaymentMethod.CARD, 50, AT, "Mari"),
        Payment("p3", PaymentMethod.CASH, 100, AT, "Mari"),
    )
    told = squeezed(printed(owed(PrintKind.RECEIPT, order(SOUP, payments=paid))))

    at = told.index("Total €12.50")
    assert told[at + 1 : at + 4] == ["Cash 11.00", "Card 0.50", "Left to pay €1.00"]


def test_of_an_order_that_was_rejected_nothing_is_left_to_pay() -> None:
    paid = (Payment("p1", PaymentMethod.CASH, 1000, AT, "Mari"),)
    rejected = owed(PrintKind.RECEIPT, order(SOUP, payments=paid), stopped=StopCause.CANCELLED)
    told = squeezed(printed(rejected))

    assert "Cash 10.00" in told
    assert not any("Left to pay" in line for line in told)


def test_an_external_system_is_named() -> None:
    outside = Outside("wolt", OutsideState.PAID, AT)
    paid = (Payment("p1", PaymentMethod.EXTERNAL, 1250, AT, "wolt"),)
    sold = order(SOUP, payments=paid, outside=outside, table=None, service=Service.TAKEAWAY)
    known = replace(SETTINGS, systems={"wolt": SystemSettings("Wolt Oy")})

    told = squeezed(printed(owed(PrintKind.RECEIPT, sold), known))
    assert "Wolt Oy 12.50" in told
    assert "Receipt A17 Takeaway" in told
    assert "wolt 12.50" in squeezed(printed(owed(PrintKind.RECEIPT, sold)))


def test_an_order_without_prices_has_no_total_and_no_vat() -> None:
    unpriced = replace(SOUP, unit_price=None)
    paid = (Payment("p1", PaymentMethod.CARD, 1250, AT, "Mari"),)
    told = squeezed(printed(owed(PrintKind.RECEIPT, order(unpriced, payments=paid))))

    assert not any(line.startswith(("Total", "VAT")) for line in told)
    assert {"Lohikeitto", "Card 12.50"} <= set(told)


def test_without_settings_the_name_is_the_header_and_there_is_no_vat() -> None:
    plain = replace(SETTINGS, receipts=ReceiptSettings())
    told = squeezed(printed(owed(PrintKind.RECEIPT), plain))

    assert told[0] == "Ravintola Koivu"
    assert told[-1] == "Card 61.40"


def test_a_refund_says_what_came_back_how_and_why() -> None:
    told = squeezed(printed(refunded()))

    assert told[3:5] == ["REFUND", "Refund receipt A17 Table 7"]
    assert told[7:] == [
        "To receipt A17 of 26/11/2026 18:42",
        "Burger -13.90",
        "no onion, extra cheese",
        "Total -€13.90",
        "Given back: Cash -13.90",
        "By Mari",
        "Reason: was cold",
        "VAT % Net VAT Gross",
        "13.5 -12.25 -1.65 -13.90",
        "Kiitos ja tervetuloa!",
    ]


def test_money_given_back_for_no_line_shows_no_vat() -> None:
    back = Refund("r1", PaymentMethod.CARD, 300, AT, "Mari", "sold out")
    told = squeezed(printed(owed(PrintKind.REFUND, order(refunds=(back,)), refund_id="r1")))

    assert {"Total -€3.00", "Given back: Card -3.00"} <= set(told)
    assert not any(line.startswith("VAT") for line in told)


def test_a_refund_that_is_not_there_is_no_receipt_of_something_else() -> None:
    told = squeezed(printed(owed(PrintKind.REFUND, refund_id="r9")))

    assert "REFUND" in told
    assert not any("Burger" in line or "Total" in line for line in told)


def test_a_void_takes_all_of_it_back() -> None:
    told = squeezed(printed(voided()))

    assert told[3:5] == ["VOIDED", "Void receipt A17 Table 7"]
    assert {"2 x Burger -27.80", "Total -€61.40", "Given back: Card -61.40"} <= set(told)
    assert {"By Mari", "Reason: taken twice", "-53.04 -8.36 -61.40"} <= set(told)


def test_a_void_says_what_an_external_system_has_yet_to_give_back() -> None:
    outside = Outside("wolt", OutsideState.PAID, AT)
    paid = (
        Payment("p1", PaymentMethod.EXTERNAL, 1000, AT, "wolt"),
        Payment("p2", PaymentMethod.CASH, 250, AT, "Mari"),
    )
    void = Stamp(AT, "Mari")
    sold = order(SOUP, payments=paid, outside=outside, void=void)

    told = squeezed(printed(owed(PrintKind.VOID, sold)))
    assert {"To be given back: wolt -10.00", "Given back: Cash -2.50"} <= set(told)
    assert not any(line.startswith("Reason") for line in told)


def test_what_was_refunded_before_is_told_and_not_given_back_twice() -> None:
    back = Refund("r1", PaymentMethod.CARD, 1390, AT, "Mari", "cold", (RefundedLine("L1", 1),))

    told = squeezed(printed(owed(PrintKind.RECEIPT, order(refunds=(back,)))))
    assert {"Total €61.40", "Refunded 26/11/2026 -13.90"} <= set(told)

    void = Stamp(AT, "Mari", "taken twice")
    told = squeezed(printed(owed(PrintKind.VOID, order(refunds=(back,), void=void))))
    assert {"Burger -13.90", "Total -€47.50", "Given back: Card -47.50"} <= set(told)


def test_a_reprint_by_a_manager_names_the_till_that_sold_it() -> None:
    by = Actor(ActorKind.BACK_OFFICE, "mari", "Mari")

    assert any("Till A" in line for line in printed(owed(PrintKind.RECEIPT, asked_by=by)))


@pytest.mark.parametrize("printer", [NARROW, WIDE], ids=["58 mm", "80 mm"])
def test_long_names_and_sums_lose_nothing(printer: PrinterSettings) -> None:
    long = replace(COLA, product="A drink with a name that nobody would ever order aloud, twice")
    dear = replace(long, quantity=999, unit_price=9_999_999)
    lines = printed(owed(PrintKind.RECEIPT, order(dear)), printer=printer)

    whole = " ".join(squeezed(lines))
    assert "twice 99899990.01" in whole.replace("  ", " ") or "99899990.01" in whole
    assert all(len(line) <= (32 if printer is NARROW else 48) for line in lines)
