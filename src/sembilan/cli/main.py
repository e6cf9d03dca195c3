"""`sembilan COMMAND`. Each command is one function in cli/<noun>.py; this module only reads the words of the command line."""

from __future__ import annotations

import argparse
import sys

from sembilan.cli import agency, demo, keeping, ledger, renewal, roster, site
from sembilan.config.env import SettingInvalid
from sembilan.kit.cluster import ClusterFailed


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="sembilan", description="Profiles civil servants fairly, and lets anyone check the result."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for room in (site, demo, agency, renewal, roster, ledger, keeping):
        room.add_commands(commands)
    chosen = parser.parse_args(arguments)
    try:
        return int(chosen.run(chosen) or 0)
    except (ClusterFailed, SettingInvalid, site.Refused) as told:
        print(f"sembilan: {told}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main())
