"""People, PINs, sessions and paired displays, on a real file."""

from __future__ import annotations

import sqlite3
import stat
import string
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.access import Access, Display, Role
from kds.access.database import MIGRATIONS
from kds.access.displays import CODE_LETTERS, MAX_PENDING, MAX_PENDING_FROM_ADDRESS
from kds.access.pins import NOBODY, fits, new_pin, seal_pin
from kds.access.tries import (
    FREE_FOR_ADDRESS,
    FREE_FOR_PERSON,
    LONGEST_LOCK_S,
    lock_s,
)
from kds.errors import KdsError, Refused

T0 = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
HERE = "192.0.2.7"


def after(**passed: float) -> datetime:
    return T0 + timedelta(**passed)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "access.sqlite"


@pytest.fixture
def access(file: Path) -> Access:
    return Access(file)


@pytest.fixture
def manager_pin(access: Access) -> str:
    pin = access.ensure_first_manager()
    assert pin is not None
    return pin


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


def wrong(pin: str) -> str:
    return "000001" if pin != "000001" else "000002"


def pair(access: Access, board: str = "grill", name: str = "Grill 1") -> str:
    code, secret = access.begin_pairing(board, T0)
    access.approve(code, name, board, "manager", T0)
    token = access.claim(secret, T0)
    assert token is not None
    return token


def everything_stored(file: Path) -> bytes:
    return b"".join(each.read_bytes() for each in file.parent.iterdir())


# People


def test_the_first_manager_is_made_once(access: Access, manager_pin: str) -> None:
    assert len(manager_pin) == 6
    assert manager_pin.isdigit()
    assert access.ensure_first_manager() is None
    assert [(p.name, p.role) for p in access.people()] == [("manager", Role.MANAGER)]


def test_several_processes_starting_at_once_make_one_manager(file: Path) -> None:
    pins: list[str | None] = []
    threads = [
        threading.Thread(target=lambda: pins.append(Access(file).ensure_first_manager()))
        for _ in range(6)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(pins) == 6
    assert len([pin for pin in pins if pin]) == 1


def test_a_session_lasts_twelve_hours(access: Access, manager_pin: str) -> None:
    token = access.sign_in(" Manager ", manager_pin, HERE, T0)
    person = access.person_of(token, after(hours=11, minutes=59))
    assert person is not None
    assert (person.name, person.role) == ("manager", Role.MANAGER)
    assert access.person_of(token, after(hours=12)) is None
    assert access.person_of(token[:-1], T0) is None


def test_signing_out_ends_one_session_only(access: Access, manager_pin: str) -> None:
    first = access.sign_in("manager", manager_pin, HERE, T0)
    second = access.sign_in("manager", manager_pin, HERE, T0)
    access.sign_out(first)
    assert access.person_of(first, T0) is None
    assert access.person_of(second, T0) is not None


def test_a_new_pin_ends_sessions_and_locks(access: Access, manager_pin: str) -> None:
    token = access.sign_in("manager", manager_pin, HERE, T0)
    for _ in range(FREE_FOR_PERSON):
        with refused("wrong_pin"):
            access.sign_in("manager", wrong(manager_pin), HERE, T0)
    with refused("locked"):
        access.sign_in("manager", manager_pin, HERE, T0)
    access.set_pin("MANAGER", "271828")
    assert access.person_of(token, T0) is None
    with refused("wrong_pin"):
        access.sign_in("manager", manager_pin if manager_pin != "271828" else "1", HERE, T0)
    assert access.person_of(access.sign_in("manager", "271828", HERE, T0), T0)


def test_removing_somebody_ends_their_sessions(access: Access, manager_pin: str) -> None:
    access.add_person("Bob", Role.CASHIER, "4711")
    token = access.sign_in("bob", "4711", HERE, T0)
    access.remove_person("Bob")
    assert access.person_of(token, T0) is None
    with refused("last_manager"):
        access.remove_person("manager")
    with refused("unknown_person"):
        access.remove_person("Bob")


@pytest.mark.parametrize(
    ("code", "person"),
    [
        ("bad_pin", ("Ann", Role.MANAGER, "4711")),
        ("bad_pin", ("Ann", Role.CASHIER, "471")),
        ("bad_pin", ("Ann", Role.CASHIER, "7777")),
        ("bad_pin", ("Ann", Role.CASHIER, "47x1")),
        ("bad_pin", ("Ann", Role.CASHIER, "٤٧١١")),
        ("bad_pin", ("Ann", Role.CASHIER, "1234567890123")),
        ("bad_name", (" ", Role.CASHIER, "4711")),
        ("bad_name", ("A\nB", Role.CASHIER, "4711")),
        ("bad_name", ("A" * 61, Role.CASHIER, "4711")),
        ("name_taken", ("MANAGER", Role.CASHIER, "4711")),
    ],
)
def test_bad_names_and_pins_are_refused(
    access: Access, manager_pin: str, code: str, person: tuple[str, Role, str]
) -> None:
    with refused(code):
        access.add_person(*person)
    assert len(access.people()) == 1


# Tries


def test_locks_grow_with_each_failure_and_end(access: Access, manager_pin: str) -> None:
    now = T0
    for _ in range(FREE_FOR_PERSON):
        with refused("wrong_pin"):
            access.sign_in("manager", wrong(manager_pin), HERE, now)
    for lock in (30, 60, 120):
        with refused("locked"):
            access.sign_in("manager", manager_pin, HERE, now + timedelta(seconds=lock - 1))
        now += timedelta(seconds=lock)
        with refused("wrong_pin"):
            access.sign_in("manager", wrong(manager_pin), HERE, now)
    now += timedelta(seconds=240)
    assert access.sign_in("manager", manager_pin, HERE, now)
    with refused("wrong_pin"):
        access.sign_in("manager", wrong(manager_pin), HERE, now)
    assert access.sign_in("manager", manager_pin, HERE, now)


def test_an_unknown_name_is_answered_like_a_wrong_pin(access: Access, manager_pin: str) -> None:
    for name in ("manager", "nobody"):
        answers = []
        for _ in range(FREE_FOR_PERSON + 1):
            with pytest.raises(Refused) as refusal:
                access.sign_in(name, wrong(manager_pin), f"192.0.2.{len(name)}", T0)
            answers.append((refusal.value.code, str(refusal.value)))
        assert [code for code, _ in answers] == ["wrong_pin"] * FREE_FOR_PERSON + ["locked"]
        assert len(set(answers)) == 2
    assert not fits("000000", NOBODY)


def test_an_address_that_tries_many_names_is_locked(access: Access, manager_pin: str) -> None:
    for number in range(FREE_FOR_ADDRESS):
        with refused("wrong_pin"):
            access.sign_in(f"name {number}", "123456", HERE, T0)
    with refused("locked"):
        access.sign_in("manager", manager_pin, HERE, T0)
    assert access.sign_in("manager", manager_pin, "192.0.2.8", T0)


def test_tries_at_once_do_not_slip_through_together(access: Access, manager_pin: str) -> None:
    codes: list[str] = []

    def guess(number: int) -> None:
        try:
            access.sign_in("manager", wrong(manager_pin), f"192.0.2.{number}", T0)
        except Refused as refusal:
            codes.append(refusal.code)

    threads = [threading.Thread(target=guess, args=(n,)) for n in range(12)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(codes) == ["locked"] * (12 - FREE_FOR_PERSON) + ["wrong_pin"] * FREE_FOR_PERSON


@given(failures=st.integers(0, 10_000), free=st.integers(1, 50))
def test_a_lock_never_shrinks_with_failures_and_has_a_limit(failures: int, free: int) -> None:
    now, later = lock_s(failures, free), lock_s(failures + 1, free)
    assert 0 <= now <= later <= LONGEST_LOCK_S
    assert (now == 0) == (failures < free)


# Displays


def test_a_screen_becomes_a_display_once_a_manager_says_so(access: Access) -> None:
    code, secret = access.begin_pairing("grill", T0)
    assert [(p.code, p.board, p.asked_at) for p in access.pending(T0)] == [(code, "grill", T0)]
    assert access.claim(secret, T0) is None
    display_id = access.approve(f" {code.lower()} ", "Grill 1", "fryer", "manager", T0)
    assert access.pending(T0) == []
    token = access.claim(secret, T0)
    assert token is not None
    assert access.display_of(token) == Display(display_id, "Grill 1", "fryer")
    assert access.displays() == [Display(display_id, "Grill 1", "fryer")]


def test_code_and_secret_work_once(access: Access) -> None:
    code, secret = access.begin_pairing("grill", T0)
    access.approve(code, "Grill 1", "grill", "manager", T0)
    with refused("unknown_code"):
        access.approve(code, "Grill 2", "grill", "manager", T0)
    assert access.claim(secret, T0)
    with refused("unknown_pairing"):
        access.claim(secret, T0)
    assert len(access.displays()) == 1


def test_of_screens_that_claim_at_once_one_gets_the_token(access: Access) -> None:
    code, secret = access.begin_pairing("grill", T0)
    access.approve(code, "Grill 1", "grill", "manager", T0)
    tokens: list[str] = []

    def claim() -> None:
        try:
            tokens.append(access.claim(secret, T0) or "")
        except Refused:
            tokens.append("")

    threads = [threading.Thread(target=claim) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len([token for token in tokens if token]) == 1


def test_the_code_alone_gives_nothing(access: Access) -> None:
    code, _ = access.begin_pairing("grill", T0)
    access.approve(code, "Grill 1", "grill", "manager", T0)
    with refused("unknown_pairing"):
        access.claim(code, T0)


def test_a_code_lives_ten_minutes_approved_or_not(access: Access) -> None:
    code, _ = access.begin_pairing("grill", T0)
    approved, secret = access.begin_pairing("grill", T0)
    access.approve(approved, "Grill 1", "grill", "manager", after(minutes=9))
    assert [each.code for each in access.pending(after(minutes=9))] == [code]
    assert access.pending(after(minutes=10)) == []
    with refused("unknown_code"):
        access.approve(code, "Grill 2", "grill", "manager", after(minutes=10))
    with refused("unknown_pairing"):
        access.claim(secret, after(minutes=10))
    assert access.displays() == []


def test_codes_cannot_be_misread(access: Access) -> None:
    codes = {access.begin_pairing("grill", T0)[0] for _ in range(MAX_PENDING_FROM_ADDRESS)}
    assert len(codes) == MAX_PENDING_FROM_ADDRESS
    assert all(len(code) == 6 and set(code) <= set(CODE_LETTERS) for code in codes)
    assert not set("ILO01") & set(CODE_LETTERS)
    assert set(CODE_LETTERS) <= set(string.ascii_uppercase + string.digits)


def test_what_waits_is_limited_for_an_address_and_in_all(access: Access) -> None:
    mine, _ = access.begin_pairing("grill", T0, "192.0.2.1")
    first, _ = access.begin_pairing("grill", T0, HERE)
    for _ in range(MAX_PENDING_FROM_ADDRESS):
        access.begin_pairing("grill", after(seconds=1), HERE)
    waiting = {each.code for each in access.pending(after(seconds=1))}
    assert len(waiting) == MAX_PENDING_FROM_ADDRESS + 1
    assert mine in waiting
    assert first not in waiting
    with refused("too_many"):
        for number in range(MAX_PENDING):
            access.begin_pairing("grill", T0, f"198.51.100.{number}")
    assert len(access.pending(T0)) == MAX_PENDING
    assert access.begin_pairing("grill", after(minutes=11), HERE)


def test_two_displays_cannot_have_one_name(access: Access) -> None:
    pair(access, name="Grill 1")
    code, _ = access.begin_pairing("grill", T0)
    with refused("name_taken"):
        access.approve(code, "GRILL 1", "grill", "manager", T0)
    assert [each.code for each in access.pending(T0)] == [code]


def test_a_revoked_display_is_nobody(access: Access, file: Path) -> None:
    token = pair(access)
    display = access.display_of(token)
    assert display is not None
    Access(file).revoke(display.id, by="manager")
    assert access.display_of(token) is None
    assert access.displays() == []
    with refused("unknown_display"):
        access.revoke(display.id)


def test_a_display_shows_other_boards_besides_its_own(access: Access) -> None:
    token = pair(access)
    display_id = access.displays()[0].id
    access.show(display_id, ["fryer", "grill", "fryer", "bar"])
    display = access.display_of(token)
    assert display is not None
    assert display.boards == ("grill", "fryer", "bar")
    access.show(display_id, [])
    assert access.displays()[0].boards == ("grill",)
    with refused("unknown_display"):
        access.show("nobody", ["bar"])


# What is kept


def test_no_secret_is_stored_in_clear(access: Access, file: Path, manager_pin: str) -> None:
    session = access.sign_in("manager", manager_pin, HERE, T0)
    token = pair(access)
    _, secret = access.begin_pairing("grill", T0)
    stored = everything_stored(file)
    assert b"Grill 1" in stored
    for each in (session, token, secret):
        assert each.encode() not in stored
    (pin,) = sqlite3.connect(file).execute("SELECT pin FROM people").fetchone()
    assert pin.startswith("scrypt$")
    assert manager_pin not in pin.split("$")[1:4]


def test_files_are_for_their_owner_only(access: Access, file: Path, manager_pin: str) -> None:
    for each in file.parent.iterdir():
        assert stat.S_IMODE(each.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_the_disk_is_told_to_keep_what_was_decided(access: Access, manager_pin: str) -> None:
    with access.database.reading() as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)
        assert db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)


def test_a_file_of_a_newer_kds_is_left_alone(file: Path) -> None:
    Access(file).ensure_first_manager()
    db = sqlite3.connect(file)
    db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    db.close()
    with pytest.raises(KdsError, match="newer kds"):
        Access(file).people()


def test_the_audit_tells_who_did_what(access: Access, manager_pin: str) -> None:
    access.sign_in("manager", manager_pin, HERE, T0)
    pair(access)
    access.show(access.displays()[0].id, ["bar"], by="manager", now=after(minutes=1))
    access.note("manager", "entry settled", "A/1-0: told by phone", after(minutes=2))
    told = [(entry.who, entry.what) for entry in access.audit()]
    assert told == [
        ("manager", "entry settled"),
        ("manager", "display shows"),
        ("manager", "display approved"),
        ("manager", "signed in"),
        ("shell", "person added"),
    ]
    assert access.audit()[0].at == after(minutes=2)


def test_a_failed_change_leaves_nothing_behind(access: Access, manager_pin: str) -> None:
    before = access.audit()
    with pytest.raises(ZeroDivisionError):
        _remove_everybody_and_fail(access)
    assert len(access.people()) == 1
    assert access.audit() == before


def _remove_everybody_and_fail(access: Access) -> None:
    with access.database.writing() as db:
        db.execute("DELETE FROM people")
        raise ZeroDivisionError


def test_a_pin_fits_its_own_seal_only() -> None:
    pin = new_pin()
    sealed = seal_pin(pin)
    assert fits(pin, sealed)
    assert not fits(wrong(pin), sealed)
    assert sealed != seal_pin(pin)


ANOTHER_PROCESS = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
print(db.execute("SELECT count(*) FROM pairings").fetchone()[0])
db.close()
"""


def test_two_at_one_file_in_a_process_lose_nothing_when_another_process_leaves(
    tmp_path: Path,
) -> None:
    path = tmp_path / "access.sqlite"

    def seen_by_another_process() -> str:
        done = subprocess.run(
            [sys.executable, "-c", ANOTHER_PROCESS, str(path)],
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    first, second = Access(path), Access(path)
    first.begin_pairing("grill", T0)
    second.begin_pairing("pass", T0)
    # The last one to leave takes the log away; whoever still has it open must have kept its lock.
    assert seen_by_another_process() == "2"
    first.begin_pairing("fryer", T0)
    assert seen_by_another_process() == "3"
