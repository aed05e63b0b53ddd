"""Reports: how long parts took to make, by station, product, hour and day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

import msgspec
from flask import Response

from kds.archive.preparations import PartMade, Times
from kds.http.routes import Operation, Query, Who
from kds.orders.business_day import business_day
from kds.orders.order import Station
from kds.orders.preparation import Ages, step_of
from kds.orders.report import Counted, Figures, figures_by_key, figures_of_all
from kds.settings.model import Settings
from kds.web import reports
from kds.web.asking import in_thread, the_web
from kds.web.csv_file import MEDIA_TYPE, Cell, csv_response, csv_text
from kds.web.reports import MOST_DAYS, MOST_DAYS_OF_PARTS, Chosen

FIGURES = tuple(Figures.__struct_fields__)
PART_COLUMNS = (
    "day",
    "order_number",
    "station",
    "station_name",
    "service",
    "products",
    "came_at",
    "ready_at",
    "promised_at",
    "held_s",
    "took_s",
    "over_s",
    "step",
    "utc_offset",
    "time_zone",
)


class By(StrEnum):
    """What the rows of a file stand for."""

    STATION = "station"
    PRODUCT = "product"
    HOUR = "hour"
    DAY = "day"
    PART = "part"


class FiguresOf(msgspec.Struct, frozen=True):
    """The figures under one key: a station, a product, an hour from 0 to 23, a business day."""

    key: str | int
    figures: Figures


class Report(msgspec.Struct, frozen=True):
    """How long parts took that came on some business days, at one station or at all of them.

    A part with several products counts once for each in `by_product`. `uncounted` archived orders
    are still to be counted after an upgrade: they are missing in it.
    """

    first_day: date
    last_day: date
    station: str | None
    time_zone: str
    all: Figures
    by_station: list[FiguresOf]
    by_product: list[FiguresOf]
    by_hour: list[FiguresOf]
    by_day: list[FiguresOf]
    uncounted: int


def show(first_day: date | None, last_day: date | None, station: str | None) -> Report:
    """Answer with the report on some business days."""
    web = the_web()
    about = reports.chosen(web, first_day, last_day, station, MOST_DAYS)
    times = reports.times(web, about)
    return in_thread(_report, times, about, web.settings)


def _report(times: Times, about: Chosen, settings: Settings) -> Report:
    return Report(
        first_day=about.first_day,
        last_day=about.last_day,
        station=about.station,
        time_zone=settings.time_zone,
        all=figures_of_all(times.by_station),
        by_station=_by_key(times.by_station),
        by_product=_by_key(times.by_product),
        by_hour=_by_key(times.by_hour),
        by_day=_by_key(times.by_day),
        uncounted=times.uncounted,
    )


def _by_key(counted: Iterable[Counted]) -> list[FiguresOf]:
    found = figures_by_key(counted).items()
    return [FiguresOf(f"{key}" if isinstance(key, date) else key, each) for key, each in found]


def save(by: By, first_day: date | None, last_day: date | None, station: str | None) -> Response:
    """Answer with the report as a file, a row for each station, product, hour, day or part."""
    web = the_web()
    most_days = MOST_DAYS_OF_PARTS if by is By.PART else MOST_DAYS
    about = reports.chosen(web, first_day, last_day, station, most_days)
    if by is By.PART:
        text = in_thread(_parts_file, reports.parts(web, about), web.settings)
    else:
        text = in_thread(_figures_file, by, reports.times(web, about), about, web.settings)
    days = f"{about.first_day}-{about.last_day}"
    return csv_response(text, f"kds-preparation-by-{by.value}-{days}.csv")


def _figures_file(by: By, times: Times, about: Chosen, settings: Settings) -> str:
    names = settings.station_names
    counted: list[Counted] = getattr(times, f"by_{by.value}")

    def rows() -> Iterable[list[Cell]]:
        for key, figures in figures_by_key(counted).items():
            name: list[Cell] = [names.get(str(key), str(key))] if by is By.STATION else []
            said = [getattr(figures, field) for field in FIGURES]
            yield [key, *name, *said, *about, settings.time_zone]

    keys = [by.value, *(["station_name"] if by is By.STATION else [])]
    columns = [*keys, *FIGURES, "first_day", "last_day", "of_station", "time_zone"]
    return csv_text(columns, rows())


def _parts_file(parts: Iterable[PartMade], settings: Settings) -> str:
    return csv_text(PART_COLUMNS, (_part(each, settings) for each in parts))


def _part(each: PartMade, settings: Settings) -> list[Cell]:
    made, zone = each.made, settings.zone
    is_planned = made.is_planned(settings.counter.planned_ahead)
    ages = settings.screens.ages.get(made.service, Ages())

    def local(at: datetime | None) -> str:
        return at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") if at else ""

    return [
        business_day(made.since, zone, settings.day_cut_off),
        each.number,
        made.station,
        settings.station_names.get(made.station, made.station),
        made.service.value,
        "; ".join(made.products),
        local(made.since),
        local(made.ready_at),
        local(made.promised_at),
        made.held_s,
        made.took_s,
        made.over_s,
        "" if is_planned else step_of(made.took_s, ages).value,
        f"UTC{made.since.astimezone(zone).isoformat()[-6:]}",
        settings.time_zone,
    ]


_ABOUT = (
    Query("first_day", date | None, "the first business day; without days it is today", None),
    Query("last_day", date | None, "the last business day, today if none is given", None),
    Query("station", Station | None, "only what this station made", None),
)

OPERATIONS = (
    Operation(
        "GET",
        "/api/v1/reports/preparation",
        "reports.preparation",
        show,
        summary="How long parts took to make, by station, product, hour and day",
        who=Who.MANAGERS,
        answer=Report,
        query=_ABOUT,
    ),
    Operation(
        "GET",
        "/api/v1/reports/preparation.csv",
        "reports.preparation_file",
        save,
        summary="The same as a CSV file: by station, product, hour or day, or part by part",
        who=Who.MANAGERS,
        answer=str,
        media_type=MEDIA_TYPE,
        query=(Query("by", By, "what each row stands for"), *_ABOUT),
    ),
)
