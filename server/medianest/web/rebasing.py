"""Pages that were built for the root of a host, moved below a path."""

import re

# In what is moved, a slash after a quote begins an address and nothing else.
_ADDRESS = re.compile(rb"""(["'])/(?!/)""")
_KIT_BASE = b'base: ""'
# Whoever comes by the machine's own address, without the proxy, is shown where the dashboard is.
_TURN = """<head><script>
      if (!`${{location.pathname}}/`.startsWith('{base}/'))
        location.replace('{base}' + location.pathname + location.search + location.hash);
    </script>"""


def rebased(text: bytes, base: str) -> bytes:
    """`text` with every quoted address of this host moved below `base`."""
    return _ADDRESS.sub(rb"\1" + base.encode() + b"/", text) if base else text


def rebased_page(page: bytes, base: str) -> bytes:
    """The page of the dashboard for `base`, which it then also tells SvelteKit."""
    moved = rebased(page, base).replace(_KIT_BASE, f'base: "{base}"'.encode())
    return moved.replace(b"<head>", _TURN.format(base=base).encode(), 1)
