"""The way out for webhooks: one POST, to a public address only, without following where it is sent on."""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

import anyio
import anyio.to_thread

from web.services.webhooks import NotSent

_SECONDS = 10.0
# Of an answer nothing but its status counts.
_MOST_READ = 16 * 1024


class HttpSender:
    """Looks a name up when something is sent, and connects to the very address that it has looked at."""

    def __init__(self, *, allow_local: bool) -> None:
        self._allow_local = allow_local

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """The status of a success; raises `NotSent`, also when all of it takes too long, drop by drop."""
        opened: list[_Pinned] = []
        try:
            with anyio.fail_after(_SECONDS):
                return await anyio.to_thread.run_sync(
                    self._send, url, headers, body, opened, abandon_on_cancel=True
                )
        except TimeoutError:
            raise NotSent(f"no answer within {_SECONDS:g} seconds") from None
        finally:
            for connection in opened:
                connection.cut()

    def _send(self, url: str, headers: Mapping[str, str], body: bytes, opened: list[_Pinned]) -> int:
        parts = urlsplit(url)
        host, secure = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        address = self._public_address(host, port)
        connection = _Pinned(host, port, address, secure=secure)
        opened.append(connection)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.request("POST", path, body, dict(headers))
            answer = connection.getresponse()
            answer.read(_MOST_READ)
        except (OSError, http.client.HTTPException) as error:
            raise NotSent(f"{type(error).__name__}: {error}"[:200]) from None
        finally:
            connection.close()
        if not 200 <= answer.status < 300:
            raise NotSent(f"HTTP {answer.status}", answer.status)
        return answer.status

    def _public_address(self, host: str, port: int) -> str:
        """An address of the host, all of whose addresses must be public: one private one refuses it."""
        try:
            found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
        except (OSError, UnicodeError) as error:
            raise NotSent(f"the name cannot be looked up: {error}"[:200]) from None
        for text in sorted(found):
            if not is_public(text) and not (self._allow_local and ipaddress.ip_address(text).is_loopback):
                raise NotSent("not a public address")
        return min(found)


def is_public(text: str) -> bool:
    """Whether an address belongs to everybody's network; one wrapped into IPv6 is judged by what it wraps."""
    address = ipaddress.ip_address(text.split("%", maxsplit=1)[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
        if address in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
    return address.is_global and not address.is_multicast


class _Pinned(http.client.HTTPConnection):
    """A connection to one address of a host, with the host's name for its certificate."""

    def __init__(self, host: str, port: int, address: str, *, secure: bool) -> None:
        super().__init__(host, port, timeout=_SECONDS)
        self._address = address
        self._secure = secure
        self.default_port = 443 if secure else 80

    def connect(self) -> None:
        """To the address that was looked at, whatever the name leads to by now."""
        plain = socket.create_connection((self._address, self.port), self.timeout)
        if self._secure:
            plain = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
        self.sock = plain

    def cut(self) -> None:
        """End what is still going on, so that no thread waits for somebody who answers drop by drop."""
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)
