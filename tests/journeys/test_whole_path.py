"""One report, from a phone to the team and back, through the two processes that a team runs; and what is left of it.

A form is opened at the desk, somebody sends a report by it and goes, a member opens and answers it, the reporter comes
back with the code, reads the answer and adds a line. Nothing that was said is found on the disk or in what was sent.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import PASSWORD, Desk, served_desk, served_intake
from form_steps import at, come_back, press, sent
from playwright.sync_api import Browser, Page, Request, expect
from test_desk import add_app, set_password

pytestmark = pytest.mark.browser

REPORT = "Two men in a grey Suzuki took Saima Invented at the gate"
REPLY = "We read it; the lawyer Ferhat Invented will wait on Monday"
MORE = "The plate began with LEB"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with served_desk(tmp_path_factory.mktemp("whole")) as served:
        yield served


def test_from_a_phone_to_the_team_and_back(browser: Browser, desk: Desk, tmp_path: Path) -> None:
    said: list[bytes] = []

    def listen(request: Request) -> None:
        said.append(request.url.encode() + b"\n" + (request.post_data_buffer or b""))

    at_desk = browser.new_context(base_url=desk.address).new_page()
    at_desk.on("request", listen)
    words = ready(at_desk, desk)
    with served_intake(desk, tmp_path) as intake:
        form = open_form(at_desk)
        phone = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True).new_page()
        phone.on("request", listen)
        phone.goto(intake + form)
        code = sent(phone, REPORT, yes=("publish",))
        phone.locator("[data-do='leave']:visible").first.click()
        phone.wait_for_url("about:blank")

        at_desk.goto("/inbox/")
        unlock(at_desk, words)
        expect(at_desk.locator(".answers")).to_contain_text(REPORT)
        expect(at_desk.locator("[data-flag]")).to_have_count(0)
        at_desk.get_by_label("Your reply").fill(REPLY)
        at_desk.get_by_role("button", name="Seal and send").click()
        expect(at_desk.locator(".talk .team")).to_contain_text(REPLY)

        phone.goto(intake + form)
        come_back(phone, code)
        at(phone, "talk")
        expect(phone.locator("#messages .team .text")).to_have_text(REPLY)
        phone.locator("#more").fill(MORE)
        press(phone, "say")
        expect(phone.locator("#talking")).to_contain_text("\u20683\u2069")

        at_desk.reload()
        unlock(at_desk, words)
        expect(at_desk.locator(".talk")).to_contain_text(MORE)
        at_desk.context.close()
        phone.context.close()
        secrets = [
            REPORT,
            REPLY,
            MORE,
            "Saima",
            "Ferhat",
            words,
            " ".join(words.split()[:2]),
            code,
            code.replace(" ", ""),
        ]
        assert found(secrets, desk.home) == []
        assert (tmp_path / "intake-said").read_text("utf-8").count("\n") == 1  # where it is, and no line per request
    assert PASSWORD.encode() in b"".join(said).replace(b"+", b" ")  # so this looks at what was sent
    for secret in secrets:
        assert secret.encode() not in b"".join(said)


def ready(page: Page, desk: Desk) -> str:
    """Alice, signed in with two factors and with a key: its seven words."""
    set_password(page, desk.code("Alice"))
    add_app(page)
    page.goto("/key/")
    page.get_by_role("button", name="Make my key").click()
    expect(page.locator(".words li")).to_have_count(7)
    words = " ".join(page.locator(".words li").all_inner_texts())
    page.get_by_role("button", name="They are on paper").click()
    page.get_by_label("The seven words of your key").fill(words)
    page.get_by_role("button", name="Keep this key").click()
    expect(page.get_by_text("Your key is kept")).to_be_visible()
    return words


def open_form(page: Page) -> str:
    """A form, read by Alice and by a printed key: its path on the intake surface."""
    page.goto("/forms/new")
    for language in ("en", "ur"):
        page.locator(f"#reviewer_{language}").fill("Nadia")
    page.get_by_role("button", name="Look at the promise").click()
    page.get_by_role("button", name="Open the form", exact=True).click()
    printed = page.locator(".printed").inner_text().replace(" ", "")
    page.get_by_label("Type the last").fill(printed[-6:])
    page.get_by_role("button", name="I have it on paper").click()
    expect(page.get_by_role("heading", name="Forms")).to_be_visible()
    return page.locator("main code", has_text="/f/").inner_text().strip()


def unlock(page: Page, words: str) -> None:
    page.get_by_label("The seven words of your key").fill(words)
    page.get_by_role("button", name="Unlock your key").click()
    page.locator(".row-button").first.click()


def found(secrets: list[str], *folders: Path) -> list[str]:
    """Files that hold any of these: databases, their logs, keys, whatever lies there; and names of files."""
    several = [secret.encode() for secret in secrets]
    return [
        str(path)
        for folder in folders
        for path in folder.rglob("*")
        if any(each in os.fsencode(path.name) or (path.is_file() and each in path.read_bytes()) for each in several)
    ]
