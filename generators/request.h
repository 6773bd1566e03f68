/*
 * request.h -- what has to be asked of the certificate authorities: a CSR for each certificate
 * whose key we can use, and the request bodies for AWS.
 *
 *	struct requests requests;
 *	TRY(requests_check(arena, run, &err));                          before any key is made
 *	TRY(requests_prepare(&requests, arena, run, &options, &err));   may make keys
 *	requests_add(&requests, &bundle);                               csr/, acm/, acm-pca/
 *
 * Each certificate of the model has one request, in the model's order. What cannot be made yet is
 * pending and says why; a certificate whose key ACM holds has no CSR.
 *
 * In the bundle: csr/<certificate>.csr.pem and .csr.json, acm/<certificate>.json,
 * acm-pca/<certificate>.json; of a pending body acm/pending-<certificate>.json, which is no body
 * and holds the reason.
 */
#ifndef ZW_GENERATORS_REQUEST_H
#define ZW_GENERATORS_REQUEST_H

#include "acm.h"
#include "bundle.h"
#include "csr.h"
#include "engine/run.h"

struct key_options {
	const char *folder;	     /* --keys; NULL: not given */
	const char *passphrase_file; /* --passphrase-file; NULL: not given */
	const char *bundle;	     /* the bundle's folder: no key may lie in it; NULL: none */
};

struct request {
	const struct certificate *certificate;
	const char *part; /* the certificate's name as a part of a path */
	bool has_csr;
	struct csr csr;
	const char *csr_pending; /* why there is no CSR; NULL: there is one, or none is wanted */
	bool key_is_new;	 /* made by this run */
	const char *command;  /* "acm request-certificate", …; NULL: no call of AWS asks for it */
	struct str region;    /* of that call; "" where nobody says it */
	struct aws_body body; /* of that command */
	const char *body_path; /* in the bundle, also of a pending one; NULL: no command */
	const char *full_path; /* where the body lies once it is complete; NULL: no command */
};

struct requests {
	struct request *items;
	size_t n;
	VEC(const char *)
	warnings; /* for the reviewer, one line each, without paths of this machine */
	struct arena *arena;
};

/* FAILED, with the place and the reason in ERR, where a certificate that wants a CSR has a name or a
 * subject that no request can hold. */
MUST_USE enum status requests_check(struct arena *arena, const struct run *run, struct err *err);

/*
 * Prepares all requests. Keys of custody `file` without a path are made in the folder of --keys, or
 * used again; without that folder they are pending, as are keys at a path where there is no file,
 * and keys that only a token or a service can use. FAILED, with the reason in ERR, where the folder
 * or a key is refused (key_file.h) or a request cannot be made of what the estate says (csr.h): the
 * user's to mend, exit status 2. Keys that were made before that stay, to be used by the next run.
 */
MUST_USE enum status requests_prepare(struct requests *requests, struct arena *arena,
				      const struct run *run, const struct key_options *options,
				      struct err *err);

/* Adds the files. */
void requests_add(const struct requests *requests, struct bundle *bundle);

/* A PKCS#11 URI (RFC 7512) without its PIN: the values of pin-value and pin-source become `…`. */
const char *key_uri_without_pin(struct arena *arena, struct str uri);

#endif
