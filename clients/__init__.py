"""What vendors of district systems get: a Python client, a conformance kit, a collection for Postman and Bruno."""
