"""Starts the service."""

from telemetry import serve

from research.app import create_app, read_documents


def main() -> None:
    """Serves on `PORT`, by default 8000."""
    serve(create_app(read_documents()), service="research", default_port=8000)


if __name__ == "__main__":
    main()
