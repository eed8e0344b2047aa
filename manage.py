#!/usr/bin/env python
"""Entry point of every management command."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if "serve" not in sys.argv[1:2]:
        os.environ.setdefault("LUODI_DOOR", "command")  # the audit log names the console as the source
    execute_from_command_line(sys.argv)
