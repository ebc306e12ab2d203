"""Starts the service."""

from telemetry import serve

from brand.app import create_app, read_brands


def main() -> None:
    """Serves on `PORT`, by default 8001."""
    serve(create_app(read_brands()), service="brand", default_port=8001)


if __name__ == "__main__":
    main()
