"""Starts the service."""

import os

import uvicorn

from content.app import create_app
from content.observability import log_to_stdout


def main() -> None:
    """Serves on `PORT`, by default 8002; on SIGTERM, open requests have 10 seconds to end."""
    log_to_stdout()
    port = int(os.environ.get("PORT", "8002"))
    uvicorn.run(
        create_app(), host="0.0.0.0", port=port, log_config=None, access_log=False, timeout_graceful_shutdown=10
    )


if __name__ == "__main__":
    main()
