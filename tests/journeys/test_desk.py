"""A member's way in, in a real browser: first code, second factor, sessions, passkeys; with the keyboard alone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desk import PASSWORD, Desk, served_desk, totp
from playwright.sync_api import Browser, BrowserContext, Page, expect
from test_accessible import COLOURS, found

pytestmark = pytest.mark.browser

Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    with served_desk(folder) as served:
        yield served
    assert (folder / "said").read_text("utf-8").count("\n") == 1, "the desk writes nothing but where it is"


@pytest.fixture
def opened(browser: Browser, desk: Desk) -> Iterator[Opened]:
    """Opens the desk in a browser that knows nothing. Whatever the page reports as an error fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_(path: str, **options: object) -> Page:
        context = browser.new_context(base_url=desk.address, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.on("request", lambda asked: errors.append(asked.url) if not asked.url.startswith(desk.address) else None)
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert [each for each in errors if "status of 4" not in each] == []


def set_password(page: Page, code: str) -> None:
    page.goto("/start/")
    page.get_by_label("One-time code").fill(code)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()


def add_app(page: Page) -> str:
    """Add an authenticator app; its secret."""
    page.get_by_role("link", name="An authenticator app").click()
    secret = page.locator("#secret").inner_text()
    page.get_by_label("Code").fill(totp(secret))
    page.get_by_role("button", name="Add the app").click()
    return secret


def give_password(page: Page, name: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_from_the_first_code_to_ending_another_session(desk: Desk, opened: Opened) -> None:
    page = opened("/")
    expect(page).to_have_url(f"{desk.address}/sign-in/")
    set_password(page, desk.code("Alice"))
    expect(page).to_have_url(f"{desk.address}/account/second-factor/")
    secret = add_app(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    codes = [each.replace(" ", "") for each in page.locator(".codes code").all_inner_texts()]
    assert len(codes) == 10
    page.reload()
    expect(page.locator(".codes")).to_have_count(0)  # shown once
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Desk")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{desk.address}/sign-in/")

    give_password(page, "Alice")
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".error")).to_contain_text("This code is not right")
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Desk")

    other = opened("/sign-in/")
    give_password(other, "Alice")
    other.get_by_label("Code").fill(totp(secret))
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Desk")

    page.goto("/account/sessions/")
    expect(page.locator("tbody tr")).to_have_count(2)
    page.locator("tr", has_text="another browser").get_by_role("button").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_role("status")).to_have_text("Signed out there.")
    other.reload()
    expect(other).to_have_url(f"{desk.address}/sign-in/")
    page.reload()
    expect(page).to_have_url(f"{desk.address}/account/sessions/")


def authenticator(page: Page) -> None:
    """A device that makes and uses passkeys, and confirms that somebody is there."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_a_second_factor_and_signs_in_by_itself(desk: Desk, opened: Opened) -> None:
    page = opened("/sign-in/")
    authenticator(page)
    set_password(page, desk.code("Bob", "caseworker"))
    page.get_by_role("link", name="A passkey").click()
    expect(page.get_by_label("A name for it")).to_have_value("Passkey 1")
    page.get_by_label("A name for it").fill("My telephone")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.goto("/account/")
    expect(page.locator("tr", has_text="My telephone")).to_have_count(1)
    page.get_by_role("button", name="Sign out").click()

    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Desk")
    page.get_by_role("button", name="Sign out").click()

    give_password(page, "Bob")
    expect(page).to_have_url(f"{desk.address}/sign-in/second/")
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Desk")

    page.goto("/account/")
    page.get_by_role("link", name=re.compile("Remove the passkey .My telephone.")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Is it still you?")
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Remove this passkey?")
    page.get_by_role("button", name="Remove").click()
    expect(page).to_have_url(f"{desk.address}/account/second-factor/")  # none is left: nothing else before a new one


def test_a_passkey_that_is_no_members_says_so(desk: Desk, opened: Opened) -> None:
    page = opened("/sign-in/")
    authenticator(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("The passkey did not work.")).to_be_visible()
    expect(page).to_have_url(f"{desk.address}/sign-in/")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control with this label, link text or button text has the focus."""
    for _ in range(30):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "() => { const e = document.activeElement; return (e.labels?.[0] ?? e).textContent.trim() }"
        )
        if here.startswith(name):
            ring = page.evaluate("() => parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
            assert ring >= 2, name
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def test_with_the_keyboard_alone(desk: Desk, opened: Opened) -> None:
    page = opened("/start/")
    for label, text in (
        ("One-time code", desk.code("Carol", "reader")),
        ("New password", PASSWORD),
        ("The same password", PASSWORD),
    ):
        tab_to(page, label)
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{desk.address}/account/second-factor/")
    tab_to(page, "An authenticator app")
    page.keyboard.press("Enter")
    secret = page.locator("#secret").inner_text()
    tab_to(page, "Code")
    page.keyboard.type(totp(secret))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    tab_to(page, "I have written them down")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{desk.address}/")
    tab_to(page, "Your account")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{desk.address}/account/")
    tab_to(page, "Use this language")
    page.keyboard.press("Shift+Tab")
    for _ in range(4):  # es, fr, ar, ur
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "ur")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "content"


PAGES = (
    "/", "/account/", "/account/sessions/", "/account/password/", "/account/app/", "/account/passkeys/add/",
    "/account/second-factor/", "/account/codes/", "/account/codes/new/", "/again/", "/again/passkey/", "/nothing/",
)  # fmt: skip
STRANGERS = ("/sign-in/", "/start/", "/sign-in/disabled/", "/nothing/")


@pytest.fixture(scope="module")
def member(browser: Browser, desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A member's cookies, who signs in by a passkey."""
    context = browser.new_context(base_url=desk.address)
    page = context.new_page()
    authenticator(page)
    set_password(page, desk.code("Dalia"))
    page.get_by_role("link", name="A passkey").click()
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    state = tmp_path_factory.mktemp("member") / "state.json"
    context.storage_state(path=state)
    context.close()
    return state


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["en", "ur", "ar"])
def test_nothing_serious_and_nothing_wider_than_the_page(
    desk: Desk, opened: Opened, member: Path, axe: str, language: str, width: int
) -> None:
    size = {"width": width, "height": 740}
    known = opened("/account/", viewport=size, storage_state=member)
    known.locator("select[name=language]").select_option(language)
    known.locator("form", has=known.locator("select[name=language]")).locator("button").click()
    expect(known.locator(f"html[lang={language}]")).to_have_count(1)
    strange = opened("/sign-in/", viewport=size, locale=language)
    problems = {}
    for page, paths in ((known, PAGES), (strange, STRANGERS)):
        for path in paths:
            page.goto(path)
            assert page.locator("html").get_attribute("lang") == language
            bad = found(page, axe)
            page.emulate_media(color_scheme="dark")
            bad += found(page, axe, COLOURS)
            page.emulate_media(color_scheme="light")
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                bad.append("wider than the page")
            if bad:
                problems[path] = bad
    assert problems == {}


def test_without_script_all_but_passkeys_is_there(desk: Desk, opened: Opened) -> None:
    page = opened("/start/", java_script_enabled=False)
    set_password(page, desk.code("Emin", "reader"))
    add_app(page)
    page.goto("/account/passkeys/add/")
    expect(page.get_by_text("Passkeys need JavaScript.")).to_be_visible()
    page.goto("/account/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")


def test_nothing_stays_in_the_browser_or_the_home(desk: Desk, opened: Opened, member: Path, tmp_path: Path) -> None:
    page = opened("/", storage_state=member)
    agent = page.evaluate("navigator.userAgent")
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    shutil.copytree(desk.home, tmp_path / "home")
    held = b"".join(each.read_bytes() for each in (tmp_path / "home").rglob("*") if each.is_file())
    for trace in (agent.encode(), b"127.0.0.1", b"HeadlessChrome", PASSWORD.encode()):
        assert trace not in held, trace
    assert re.search(rb"Dalia", held)  # what is kept is found by this search
