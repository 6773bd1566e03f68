/*
 * idna.h -- internationalised labels: U-labels, A-labels, and the scripts that they mix (RFC 5890, RFC
 * 5891; mapping as UTS 46 without the transitional one).
 *
 * The DNS holds A-labels: `xn--` and Punycode. A U-label is what people write. libidn2 converts with
 * IDN2_NONTRANSITIONAL alone: its STD3 rules take `_` and `*` out of a name without a word. Which
 * characters are allowed follows the version of Unicode that libidn2 was built with.
 */
#ifndef ZW_MODEL_IDNA_H
#define ZW_MODEL_IDNA_H

#include "base/str.h"

enum idna_result {
	IDNA_PLAIN,	/* ASCII: nothing to convert */
	IDNA_CONVERTED, /* at least one label was a U-label */
	IDNA_TOO_LONG,	/* an A-label of more than 63 octets */
	IDNA_REFUSED,	/* IDNA does not allow it, or it holds an escape beside a U-label */
};

/* TEXT, a name in presentation form and UTF-8, with each label that is not ASCII as its A-label. The
 * other labels stay as they are, `_` and `*` among them. ret_ascii is written for IDNA_PLAIN (TEXT itself)
 * and IDNA_CONVERTED. */
MUST_USE enum idna_result idna_to_ascii(struct arena *arena, struct str text,
					struct str *ret_ascii);

/* What a label of the DNS means to IDNA. */
struct idna_label {
	const char *fault; /* a phrase behind "the label": "cannot be …"; NULL: none */
	const char *mix; /* "Latin and Cyrillic": scripts that do not belong together; NULL: none */
	const char *unicode; /* of an A-label, its U-label; NULL: none, or it cannot be decoded */
};

/*
 * Looks at LABEL, octets in lower case. A label without `--` in its third and fourth place has nothing to
 * say. An A-label is sound when its U-label leads back to it (RFC 5890 section 2.3.2.1); other labels with
 * that `--` are reserved (section 2.3.1). Scripts belong together as in the level "moderately restrictive"
 * of UTS 39 section 5.2: one script; Latin with Han and Hiragana and Katakana, Bopomofo, or Hangul; Latin
 * with one other recommended script that is neither Cyrillic nor Greek. One script that looks like another
 * throughout is not seen.
 */
void idna_examine(struct arena *arena, struct str label, struct idna_label *ret_label);

#endif
