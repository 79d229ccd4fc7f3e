"""Pages of plain HTML, for the moments when the dashboard cannot be had."""

from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

_FOLDER = Path(__file__).parent / "plain"
_BUILD = (
    "The dashboard is not built into this copy of MediaNest. "
    "To build it, run <code>make dashboard</code> in the source folder and start again."
)


@dataclass(frozen=True, slots=True)
class PlainPages:
    """Draws the plain pages; every text that comes from outside is escaped."""

    has_dashboard: bool
    base: str = ""

    def set_up(self, *, problem: str = "", name: str = "", email: str = "") -> str:
        """The form that makes the owner."""
        return self._draw("Set up MediaNest", "setup.html", problem, name=name, email=email)

    def sign_in(self, *, problem: str = "", email: str = "") -> str:
        """The form that signs a person in."""
        return self._draw("Sign in", "sign-in.html", problem, email=email)

    def signed_in(self) -> str:
        """What stands where the dashboard would begin."""
        return self._draw("You are signed in", "signed-in.html")

    def starting(self) -> str:
        """For a server that answers already and cannot serve yet; asks again by itself."""
        return self._draw("MediaNest is starting", "starting.html")

    def _draw(self, title: str, file: str, problem: str = "", **texts: str) -> str:
        escaped = {name: escape(text) for name, text in texts.items()}
        alert = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
        body = _template(file).substitute(problem=alert, base=self.base, **escaped)
        note = "" if self.has_dashboard else f'<p class="note">{_BUILD}</p>'
        return _template("frame.html").substitute(
            title=escape(title), body=body, note=note, base=self.base
        )


def style() -> bytes:
    """The style sheet of the plain pages."""
    return (_FOLDER / "style.css").read_bytes()


def _template(file: str) -> Template:
    return Template((_FOLDER / file).read_text("utf-8"))
