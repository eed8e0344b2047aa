"""From the start of the system on every act is listened to."""

from projects.audit.hearing import listen
from projects.feed.writing import heard

listen(heard)
