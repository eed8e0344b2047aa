"""交办事项: at once when something happens to an item, and each working morning what is due or late."""

from notifications.reminders.rules.items.happenings import ItemHappenings
from notifications.reminders.rules.items.mornings import ItemMornings

__all__ = ["ItemHappenings", "ItemMornings"]
