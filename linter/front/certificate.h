/*
 * certificate.h -- certificates and requests in PEM (RFC 7468), DER, and PKCS #7 (RFC 2315, certificates
 * alone): the front end `certificate`.
 *
 * Texts before, between and behind the blocks are passed over, so that what `openssl x509 -text` or a
 * browser writes can be read. Certificates may stand in any order. Private keys are never decoded: that
 * one is there is secret-in-text's to say. Everything is read by OpenSSL, each object must fill its block
 * exactly, and nothing is believed of a chain but a signature that verifies.
 */
#ifndef ZW_FRONT_CERTIFICATE_H
#define ZW_FRONT_CERTIFICATE_H

#include "diag/diag.h"
#include "front/front_end.h"
#include "model/model.h"
#include "source/glob.h"

/* ---- certificate.c ---- */

/* Whether the file at PATH is one by its extension, or by HEAD, its first octets. */
bool certificate_is_candidate(struct str path, struct str head);

/* ---- certificate_find.c ---- */

/* Appends the files that WHERE names, a folder with all that lies below it, a file, or a glob: those that
 * are certificates by extension or content. What else lies there, a README or a list, is passed over. */
void certificate_find(const struct sources *sources, struct arena *arena, struct diag_list *diags,
		      const struct text *where, struct path_list *list);

/* ---- certificate_read.c ---- */

/* What is wrong with octets that are no certificate: a phrase behind "the certificate". */
struct certificate_fault {
	const char *text; /* NULL: nothing */
	bool is_limit;	  /* a limit of ours is met */
};

/* Reads one certificate that fills DER exactly. NULL, and FAULT set, where it cannot be read. What of it
 * alone cannot be read (an extension) is a finding at AT, and the rest is kept. */
struct issued_certificate *certificate_read(struct arena *arena, struct diag_list *diags,
					    struct span at, struct str der,
					    struct certificate_fault *fault);

/* Likewise one request. */
struct signing_request *certificate_read_request(struct arena *arena, struct diag_list *diags,
						 struct span at, struct str der,
						 struct certificate_fault *fault);

/* The certificates of a PKCS #7 object (SignedData) that fills DER exactly, as DER; ret_count 0 and FAULT
 * set where there is none. */
struct str *certificate_list_pkcs7(struct arena *arena, struct str der, size_t *ret_count,
				   struct certificate_fault *fault);

/* Whether a signature may be tried with KEY: a large exponent would make it a long work. */
bool certificate_key_is_quick(const struct public_key *key);

/* ---- certificate_link.c ---- */

/* Moves what INPUTS have read into the model. */
void certificate_collect(struct model *model, struct input *inputs, size_t n_inputs,
			 struct diag_list *diags);

/* Finds what signed what, and which declared certificate each is. Declared names are parsed. */
void certificate_link(struct model *model, struct diag_list *diags);

#endif
