/*
 * verify.h -- the core of the command `verify`: is a bundle whole, signed, and current?
 *
 *	struct verification v;
 *	TRY(verify_begin(&v, "bundle", "key.pub.pem", now, &err));       opens folder and key
 *	verify_bundle(&v);                                              whole and signed
 *	verify_sources(&v, &run);                                       current
 *	verify_report(&out, &v, REPORT_TEXT);
 *	verify_end(&v);
 *
 * Whole: the manifest is one of a known version; every file that it lists is there, with its size and its
 * SHA-256; nothing else is there; each step.json says of its step what the manifest says; the statement has the
 * manifest's digest and those of all files. Signed: the envelope holds the statement that is there, and one of
 * its signatures is by the key that was given. Current: the sources and the snapshot of today have the digests of
 * those that the bundle was made from.
 *
 * Without a key nothing is said about who wrote a bundle: whoever writes all of it anew makes it whole. The
 * folder is read with distrust (bundle_folder.h).
 */
#ifndef ZW_GENERATORS_VERIFY_H
#define ZW_GENERATORS_VERIFY_H

#include "bundle_folder.h"
#include "dsse.h"
#include "engine/run.h"
#include "manifest_read.h"
#include "report/report.h"

enum { DIFFERENCES_MAX = 10000 }; /* that are listed; more are counted */

/* What is verified, one after the other. */
enum verified_part { PART_WHOLE, PART_SIGNED, PART_CURRENT, PART_COUNT };

enum verified_as { VERIFIED_YES, VERIFIED_NO, VERIFIED_NOT_CHECKED };

struct bundle_difference {
	enum verified_part part;
	const char *kind; /* for machines: "changed", "missing", "added", … (docs/bundle.md) */
	const char *path; /* of the file in the bundle, or of the source; NULL: of none */
	const char *message, *help;
};

struct verified_signature {
	struct str keyid; /* as the envelope has it; "": none */
	bool is_valid;	  /* by the key that was given */
};

struct verification {
	struct arena arena;
	const char *folder_name; /* as it was given */
	struct bundle_folder folder;
	EVP_PKEY *key; /* NULL: none was given */
	char key_id[SHA256_HEX_SIZE];
	date now;
	struct manifest manifest;
	bool has_manifest;			   /* it could be read */
	VEC(struct bundle_difference) differences; /* in the order of the parts, then of paths */
	size_t n_more;				   /* not listed */
	enum verified_as verified[PART_COUNT];
	const char *not_current; /* why `current` was not checked; NULL: it was */
	VEC(struct verified_signature) signatures;
};

/* Opens the folder and the key. FAILED where either cannot be read: exit status 2. KEY_FILE may be NULL.
 * verify_end() in every case. */
MUST_USE enum status verify_begin(struct verification *v, const char *folder, const char *key_file,
				  date now, struct err *err);
void verify_end(struct verification *v);

/* Whole and signed. */
void verify_bundle(struct verification *v);

/* Current: RUN is a run over the sources of today; NULL: there is none, for REASON. */
void verify_sources(struct verification *v, const struct run *run, const char *reason);

/* Whether nothing differs. */
bool verify_found_nothing(const struct verification *v);

/* REPORT_TEXT: a line for each difference with what to do, and a line for the whole; or REPORT_JSON. */
void verify_report(struct buf *out, const struct verification *v, enum report_format format);

#endif
