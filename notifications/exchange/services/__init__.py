"""Every write of the exchange: packages out and their receipts, packages in and what their calls are answered."""

from notifications.exchange.services.carrying import carry_out, carry_out_open
from notifications.exchange.services.incoming import hand_back, take_in
from notifications.exchange.services.outgoing import hand_out, make_package, take_receipt

__all__ = ["carry_out", "carry_out_open", "hand_back", "hand_out", "make_package", "take_in", "take_receipt"]
