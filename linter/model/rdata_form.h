/*
 * rdata_form.h -- how the rdata of each type is made up: one table that reading, checking and printing
 * go by. Inside of model/ only.
 */
#ifndef ZW_MODEL_RDATA_FORM_H
#define ZW_MODEL_RDATA_FORM_H

#include "model/rr.h"

enum part_kind {
	PART_U8,     /* decimal, to 255 */
	PART_U16,    /* decimal, to 65535 */
	PART_U32,    /* decimal, to 4294967295 */
	PART_TIME,   /* likewise, seconds; zone files may give units: `1h30m` */
	PART_IPV4,   /* 4 octets */
	PART_IPV6,   /* 16 octets */
	PART_NAME,   /* a domain name */
	PART_TARGET, /* the domain name that the record points at; the root is a name as any other */
	PART_TARGET_OR_NONE, /* likewise, and the root says that there is none */
	PART_STRING,	     /* a length octet and up to 255 octets (RFC 1035 section 3.3) */
	PART_STRINGS,	     /* one or more of them, to the end */
	PART_TAG,	     /* likewise one, ASCII letters and digits, written without quotes */
	PART_TEXT,	     /* octets to the end, written as one quoted string */
	PART_HEX,	     /* octets to the end, in hexadecimal, blanks allowed between */
	PART_PARAMS, /* SvcParams to the end, or none (RFC 9460 section 2.2); libzscanner reads them */
	PART_LOC,    /* 16 octets (RFC 1876 section 2) */
	PART_REST, /* octets to the end, of a form that libzscanner knows and we do not look into */
};

enum { RDATA_PARTS_MAX = 7, RDATA_FIELDS_MAX = 12 };

struct rdata_part {
	enum part_kind kind;
	const char *what; /* "preference": for messages */
};

struct rdata_form {
	enum rr_type type;
	const char *name;
	bool scanned; /* the presentation form is read and written by libzscanner and libknot */
	struct rdata_part parts[RDATA_PARTS_MAX];
	size_t n_parts;
	struct rdata_field fields[RDATA_FIELDS_MAX];
	size_t n_fields;
};

/* The form of TYPE; for types that are not in the table one that is scanned, of a single PART_REST. */
const struct rdata_form *rdata_form(enum rr_type type);

/* Walks WIRE by FORM: every part is there, nothing is left over, numbers and lengths mean something
 * (RFC 8659, 4034, 4255, 6698). Lowers names in place and gives the target, if any. */
MUST_USE enum status rdata_check_wire(struct arena *arena, const struct rdata_form *form,
				      uint8_t *wire, size_t len, const struct dname **ret_target,
				      struct err *err);

/* Checks what the numbers and lengths mean, for wire whose parts are known to be there. */
MUST_USE enum status rdata_check_meaning(enum rr_type type, const uint8_t *wire, size_t len,
					 struct err *err);

/* Reads TEXT, presentation form of TYPE, by libzscanner; names in it are relative to ORIGIN, or absolute
 * where it is NULL. The octets are new in ARENA. */
MUST_USE enum status rdata_scan(struct arena *arena, const struct rdata_form *form,
				enum rr_type type, struct str text, const struct dname *origin,
				uint8_t **ret_wire, size_t *ret_len, struct err *err);

/* Whether SvcParams in wire form are in order, and the values of the keys that RFC 9460 knows sound. */
bool rdata_params_are_sound(const uint8_t *params, size_t all);

/* Reads and prints SvcParams (RFC 9460 section 2.1), `alpn=h2,h3 port=443`. */
MUST_USE enum status rdata_scan_params(struct arena *arena, struct str text, uint8_t **ret_wire,
				       size_t *ret_len, struct err *err);
/* False, and nothing written, where libknot refuses the octets. */
bool rdata_dump_params(struct buf *out, const uint8_t *wire, size_t len);

/* Prints by libknot what rdata_check_wire() has passed for a type of the table; false, and nothing written, where it refuses the octets. */
bool rdata_dump(struct buf *out, enum rr_type type, const uint8_t *wire, size_t len);

/* At most some 40 octets of TEXT, for a reason; ends with "…" where it is cut. */
const char *rdata_shown(struct str text, char out[64]);

#endif
