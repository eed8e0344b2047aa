"""Ways out of the house. A channel is one file of this package (docs/adding-a-channel.md)."""
