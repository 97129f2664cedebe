"""One web process: the application on a socket that the supervisor opened (`python -m web.serving`)."""

from __future__ import annotations

import argparse
import socket

import uvicorn

from web import logs, settings
from web.app import create_app
from web.processes import follow_parent


def main() -> None:
    """Serve until asked to stop; requests in hand are finished first."""
    parser = argparse.ArgumentParser(prog="python -m web.serving", description=__doc__)
    parser.add_argument("--fd", type=int, required=True, help="the listening socket's number")
    parser.add_argument("--parent", type=int, required=True, help="end together with this process")
    arguments = parser.parse_args()
    follow_parent(arguments.parent)
    chosen = settings.load()
    logs.configure(chosen.log_level)
    config = uvicorn.Config(
        create_app(chosen),
        log_config=None,
        access_log=False,
        lifespan="on",
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=chosen.forwarded_allow_ips,
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=arguments.fd)])


if __name__ == "__main__":
    main()
