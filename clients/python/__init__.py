"""The folder of the wheel ``luodi-client``; a package only so that this repository can run what it ships."""
