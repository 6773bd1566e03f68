/*
 * issued.h -- the inventory: certificates that were issued (RFC 5280), and requests for them (RFC 2986).
 *
 * They are read from files in PEM or DER, or told by AWS Certificate Manager. Everything is kept as it
 * stands, and nothing is believed: a text that came out of a certificate is printed only in the form
 * that `shown` has, in which octets that are no printable ASCII are `\DDD`. Times are seconds since
 * 1970-01-01 00:00 UTC, past 2050 too (RFC 5280 section 4.1.2.5).
 */
#ifndef ZW_MODEL_ISSUED_H
#define ZW_MODEL_ISSUED_H

#include "base/digest.h"
#include "base/vec.h"
#include "model/estate.h"

#define TIME_UNKNOWN INT64_MIN

enum { SECONDS_A_DAY = 86400 };

enum key_kind {
	KEY_UNKNOWN, /* an export does not say it, or it cannot be read */
	KEY_RSA,
	KEY_RSA_PSS, /* RSA with the object identifier id-RSASSA-PSS */
	KEY_EC,
	KEY_ED25519,
	KEY_ED448,
	KEY_OTHER,
};

struct public_key {
	enum key_kind kind;
	const char *title;	      /* "RSA 2048", "P-256": for messages */
	unsigned bits;		      /* of RSA: of the modulus; 0: not known */
	struct str modulus, exponent; /* of RSA: big-endian octets; no pointer: not known */
	const char *curve;	      /* of EC: "P-256"; NULL: not known, or no named curve */
	char sha256[SHA256_HEX_SIZE]; /* of the SubjectPublicKeyInfo in DER; "": not known */
};

/* A text of a certificate. */
struct certificate_text {
	struct str raw;	   /* the octets as they stand */
	const char *shown; /* in printable ASCII */
};

struct certificate_name {
	struct certificate_text text; /* a dNSName, IA5String; nothing holds it to be one */
	const struct dname *name;     /* NULL: it is no domain name */
};

/* What a certificate and a request have in common. */
struct certificate_content {
	struct span at;	     /* the line that begins its PEM block; of DER the top of the file */
	const char *title;   /* its common name, a name, or its serial number: for messages */
	const char *subject; /* RFC 4514, printable ASCII; "" where it is empty */
	struct certificate_text *common_names;
	size_t n_common_names;
	struct certificate_name *names; /* dNSNames, in their order */
	size_t n_names;
	struct certificate_text *addresses; /* iPAddresses; `raw` has 4 or 16 octets, or is none */
	size_t n_addresses;
	size_t n_other_names; /* subject alternative names of other types */
	bool has_names;	      /* the extension is there */
	bool partial;	      /* not all of its names could be read */
	struct public_key key;
};

/* How it was told which declared certificate an issued one, or a request, is. */
enum belonging {
	BELONGS_TO_NONE, /* nothing declares it */
	BELONGS_BY_ARN,
	BELONGS_BY_FILE,   /* the file's name, or its folder's, is the name of the declared one */
	BELONGS_BY_NAMES,  /* its names are those of one declared certificate alone */
	BELONGS_UNCLEARLY, /* several fit */
};

struct signing_request {
	struct certificate_content content;
	bool signature_is_valid; /* made with the key that it holds */
	enum belonging belonging;
	struct certificate *declared; /* NULL: none, or not known */
};

/* Whose rules a certificate was issued under. */
enum issuing { ISSUED_BY_UNKNOWN, ISSUED_BY_PUBLIC, ISSUED_BY_PRIVATE };

enum issuer_link {
	ISSUER_UNKNOWN, /* what signed it is not in the inventory, or cannot be told */
	ISSUER_FOUND,
	ISSUER_SELF, /* it is signed with its own key */
};

struct issued_certificate {
	struct certificate_content content;
	struct str der;		       /* no pointer: told by an export */
	const char *issuer;	       /* RFC 4514, printable ASCII */
	const char *serial;	       /* hexadecimal; "" where an export does not say it */
	int64_t not_before, not_after; /* both inclusive */
	const char *signature;	       /* "ecdsa-with-SHA256"; NULL: not known */
	const char *digest; /* of the signature, "SHA256"; NULL: not known, or it has none */
	bool is_authority;  /* basicConstraints: CA */
	int path_length;    /* basicConstraints: pathLenConstraint; -1: none */
	bool server_authentication; /* extended key usage: serverAuth, or the extension is absent */
	bool has_key_usage;
	unsigned key_usage; /* KU_* of OpenSSL */
	bool must_staple;   /* RFC 7633: status_request */
	bool claims_public; /* certificate policies of the CA/Browser Forum, or embedded SCTs */
	enum issuer_link issuer_link;
	struct issued_certificate *issued_by; /* ISSUER_FOUND */
	const struct issued_certificate
		*same_as; /* the same octets stand earlier; NULL: they do not */
	const struct issued_certificate
		*superseded_by; /* issued later for the same, and ends later; NULL: none */
	enum belonging belonging;
	struct certificate *declared; /* NULL: none, or not known */
	enum issuing issuing;
	struct text arn;	/* of ACM */
	struct text status;	/* of ACM: ISSUED, EXPIRED, REVOKED, … */
	struct text_list users; /* of ACM: InUseBy, ARNs */
	bool renewed_by_acm;	/* of ACM: RenewalEligibility is ELIGIBLE */
};

/* The day on which TIME lies, in UTC. */
date time_day(int64_t time);

/* Days from TODAY until CERTIFICATE has ended: 0 where this is its last day, less where it has ended. Its
 * not_after is known. */
int64_t issued_days_left(const struct issued_certificate *certificate, date today);

/* Days that CERTIFICATE is valid for, as BR 6.3.2 counts: both ends included, any part of a day is one. Both
 * times are known. */
int64_t issued_validity_days(const struct issued_certificate *certificate);

/* TEXT in printable ASCII; what is none, and `\` and backquotes, as `\DDD`. At most MAX octets, then "…". */
const char *octets_shown(struct arena *arena, struct str text, size_t max);

/* Whether A was issued after B; of one moment, ends after it. */
bool issued_is_later(const struct issued_certificate *a, const struct issued_certificate *b);

#endif
