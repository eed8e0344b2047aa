"""The API over HTTP beside a floor over HTTP: the least that any program could do for the same answers."""
