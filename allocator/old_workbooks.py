"""What old workbooks (.xls), and new ones with a password to open, begin with.

Both are containers of the form OLE. A damaged one can bring its reader down or keep it for ever, so
whoever reads workbooks asks first.
"""

from __future__ import annotations

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The first bytes of such a file."""
