#!/usr/bin/python3
"""many_records.py -- prints an estate file with one zone that needs several batches: more than 1,000
values, and more than 32,000 characters of values."""

print("""zones:
  - name: many.example.com
    account: dns-central
    id: Z0CENTRAL000000000003
    name_servers: [ns-50.awsdns-50.org]
    records:
      "": {type: TXT, ttl: 300, value: "example-owner=central"}""")
for i in range(30):
    values = ", ".join(f"192.0.2.{j}" for j in range(100))
    print(f"      n{i}: {{type: A, ttl: 300, values: [{values}]}}")
for i in range(12):
    print(f'      t{i}: {{type: TXT, ttl: 300, value: "{str(i % 10) * 3500}"}}')
