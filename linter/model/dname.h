/*
 * dname.h -- domain names in canonical wire form (RFC 1035 section 3.1, RFC 4034 section 6.2): length
 * octets and labels, ASCII letters in lower case, the root label last.
 *
 *	const struct dname *name;
 *	if (dname_parse(arena, STR("Www.Example.com"), NULL, &name) == DNAME_OK)
 *		puts(dname_text(arena, name));                 "www.example.com."
 *
 * Names are compared with dname_equal() (length, hash, octets); the address of a name means nothing,
 * for the same name is read in many files.
 */
#ifndef ZW_MODEL_DNAME_H
#define ZW_MODEL_DNAME_H

#include "base/str.h"

struct buf;

enum { DNAME_WIRE_MAX = 255, DNAME_LABEL_MAX = 63, DNAME_LABELS_MAX = 127 };

struct dname {
	uint32_t hash;
	uint8_t len;	/* octets of `wire`, 1 to 255 */
	uint8_t labels; /* without the root */
	uint8_t wire[];
};

enum dname_fault {
	DNAME_OK,
	DNAME_EMPTY,	      /* no text at all */
	DNAME_EMPTY_LABEL,    /* `a..b`, `.a` */
	DNAME_LABEL_TOO_LONG, /* over 63 octets: RFC 1035 section 2.3.4 */
	DNAME_TOO_LONG,	      /* over 255 octets on the wire: RFC 1035 section 2.3.4 */
	DNAME_BAD_ESCAPE,     /* `\` and no character, or `\DDD` over 255 */
	DNAME_BAD_CHARACTER,  /* a blank or control character that is not escaped, or not ASCII */
};

/*
 * Reads presentation form (RFC 1035 section 5.1; `\X` and the decimal `\DDD`). Text without a final
 * dot is relative to ORIGIN, or absolute where ORIGIN is NULL; `@` and "" are ORIGIN itself where there
 * is one. "." is the root.
 */
MUST_USE enum dname_fault dname_parse(struct arena *arena, struct str text,
				      const struct dname *origin, const struct dname **ret_name);

/* Whether TEXT, presentation form, ends with a dot that is not escaped. */
bool dname_text_is_absolute(struct str text);

/* What is wrong, as a phrase: "a label of more than 63 octets". */
const char *dname_fault_text(enum dname_fault fault);

/* A name from wire form, letters lowered; NULL where it is none. ret_len (may be NULL) takes the
 * octets read. */
const struct dname *dname_from_wire(struct arena *arena, const uint8_t *wire, size_t max,
				    size_t *ret_len);

/* Presentation form, lower case, with the final dot; `\DDD` for what is not printable ASCII. */
char *dname_text(struct arena *arena, const struct dname *name);
/* … without the final dot ("." for the root): for certificates and for the eye. */
char *dname_text_bare(struct arena *arena, const struct dname *name);

/* Appends the presentation form of uncompressed wire octets, with the final dot. */
void dname_wire_print(struct buf *out, const uint8_t *wire);

bool dname_equal(const struct dname *a, const struct dname *b);
/* Canonical order of RFC 4034 section 6.1: by labels from the right. */
int dname_compare(const struct dname *a, const struct dname *b);
/* Octets that sort as the names do: of two names that lie within one name of ABOVE labels, the one with the
 * lesser key comes first in canonical order; equal keys say nothing. */
enum { DNAME_ORDER_KEY_SIZE = 16 };
void dname_order_key(const struct dname *name, unsigned above, uint8_t key[DNAME_ORDER_KEY_SIZE]);
/* Labels that both names end in: those of the deepest name that both are or lie below. */
unsigned dname_common_labels(const struct dname *a, const struct dname *b);
/* NAME is ANCESTOR or lies below it. */
bool dname_is_within(const struct dname *name, const struct dname *ancestor);
/* NAME lies below ANCESTOR. */
bool dname_is_below(const struct dname *name, const struct dname *ancestor);
/* The leftmost label is `*` alone (RFC 4592 section 2.1.1). */
bool dname_is_wildcard(const struct dname *name);
/* NAME without its SKIP leftmost labels (SKIP at most name->labels). */
const struct dname *dname_suffix(struct arena *arena, const struct dname *name, unsigned skip);
/* The wire octets of that suffix: borrowed, valid as long as NAME. */
const uint8_t *dname_suffix_wire(const struct dname *name, unsigned skip, size_t *ret_len);
/* The leftmost labels of NAME, COUNT of them, put before SUFFIX; NULL where that passes 255 octets. */
const struct dname *dname_join(struct arena *arena, const struct dname *name, unsigned count,
			       const struct dname *suffix);
/* LABEL (octets, at most 63) before SUFFIX; NULL where that passes 255 octets. */
const struct dname *dname_prepend(struct arena *arena, struct str label,
				  const struct dname *suffix);
/* Label INDEX, from 0 at the left: borrowed octets, valid as long as NAME. */
struct str dname_label(const struct dname *name, unsigned index);
/* Some label begins with `_` (RFC 8552). */
bool dname_has_underscore_label(const struct dname *name);

uint32_t dname_wire_hash(const uint8_t *wire, size_t len);

#endif
