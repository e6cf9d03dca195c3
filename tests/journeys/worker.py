"""`sembilan worker` without its checks of a real start, which refuse the mode of the tests."""

from sembilan.cli import site

if __name__ == "__main__":
    site.set_up_django()
    raise SystemExit(site.work())
