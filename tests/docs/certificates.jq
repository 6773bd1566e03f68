# What `export --to json` says of certificates and requests, as lines for a reader.
def texts: if length == 0 then "none" elif length > 6 then (.[:6] | join(", ")) + ", … (\(length))" else join(", ") end;
def content:
	"  subject  \(if .subject == "" then "empty" else .subject end)",
	"  names    \(.dns_names + .addresses | texts)",
	"  key      \(.public_key.algorithm), SHA-256 \(.public_key.spki_sha256[:16])…";

(.issued_certificates[] |
	"\(if .is_authority then "an authority" else "a certificate" end), issued by \(.issuer)",
	content,
	"  valid    \(.not_before) to \(.not_after)",
	"  signed   \(.signature_algorithm)"),
(.signing_requests[] | "a request", content)
