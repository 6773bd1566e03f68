/* request.c -- what has to be asked of the certificate authorities. */
#include "request.h"

#include "base/json.h"
#include "index/plan.h"
#include "key_file.h"
#include "report/place.h"
#include "source/limits.h"

#include "base/banned.h"

struct preparation {
	struct requests *requests;
	const struct run *run;
	const struct key_options *options;
	struct key_folder folder; /* opened with the first key that wants it */
	struct passphrase passphrase;
	struct err *err;
};

static void preparation_done(struct preparation *preparation)
{
	key_folder_close(&preparation->folder);
	passphrase_wipe(&preparation->passphrase);
}

const char *key_uri_without_pin(struct arena *arena, struct str uri)
{
	struct buf out CLEANUP(buf_free);

	buf_init(&out, LIMIT_OUTPUT);
	/* attributes are separated by `;` in the path, by `&` in the query (RFC 7512 section
	 * 2.3) */
	while (uri.len > 0) {
		size_t len = 0;
		struct str part, name;

		while (len < uri.len && uri.ptr[len] != ';' && uri.ptr[len] != '&' &&
		       uri.ptr[len] != '?' && uri.ptr[len] != ':')
			len++;
		part = str_slice(uri.ptr, len);
		if (str_cut(&part, '=', &name) && (str_eq_nocase(name, STR("pin-value")) ||
						   str_eq_nocase(name, STR("pin-source")))) {
			/* a pin-source may hold `:` and `?` of its own: a file or an address */
			while (len < uri.len && uri.ptr[len] != ';' && uri.ptr[len] != '&')
				len++;
			buf_printf(&out, "%.*s=…", STR_ARG(name));
		} else {
			buf_add(&out, uri.ptr, len);
		}
		if (len < uri.len)
			buf_char(&out, uri.ptr[len++]);
		uri = str_slice(uri.ptr + len, uri.len - len);
	}
	return arena_cstr(arena, buf_view(&out));
}

/* ---- keys ------------------------------------------------------------------------------------ */

static bool is_known(const struct text *text)
{
	return text->presence == KNOWN && text->s.len > 0;
}

static bool is_kind(const struct certificate *certificate, const char *kind)
{
	return certificate->authority != NULL && certificate->authority->kind.presence == KNOWN &&
	       str_is(certificate->authority->kind.s, kind);
}

/* Why no CSR can be made here, whatever keys there are; NULL: one can. */
static const char *csr_obstacle(struct arena *arena, const struct certificate *certificate)
{
	if (is_kind(certificate, "acm"))
		return "ACM makes its own keys and takes no CSR: write `custody: acm`, or another "
		       "authority";
	if (certificate->custody == CUSTODY_PKCS11 && !is_known(&certificate->key_uri))
		return "its key is in a token, and no `uri` says in which";
	if (certificate->custody == CUSTODY_PKCS11)
		return arena_printf(arena, "its key stays in the token %s: sign the CSR there",
				    key_uri_without_pin(arena, certificate->key_uri.s));
	if (certificate->custody == CUSTODY_EXTERNAL)
		return "its key stays in a service outside: sign the CSR there";
	if (key_algorithm_find(certificate->algorithm) == NULL)
		return arena_printf(arena, "no key of the algorithm `%s` can be made or used here",
				    certificate->algorithm == NULL ? "" : certificate->algorithm);
	return NULL;
}

static enum status open_folder(struct preparation *preparation)
{
	const struct key_options *options = preparation->options;

	if (preparation->folder.fd >= 0)
		return OK;
	return key_folder_open(&preparation->folder, preparation->requests->arena, options->folder,
			       &preparation->run->sources, options->bundle, preparation->err);
}

/* The key of REQUEST; ret_key->pkey is NULL where it is pending. */
static enum status find_key(struct preparation *preparation, struct request *request,
			    struct key *ret_key)
{
	const struct certificate *certificate = request->certificate;
	const struct key_algorithm *algorithm = key_algorithm_find(certificate->algorithm);
	struct arena *arena = preparation->requests->arena;

	if (is_known(&certificate->key_path)) {
		TRY(key_file_load(arena, &preparation->run->sources, certificate->key_path.s,
				  algorithm, &preparation->passphrase, ret_key, preparation->err));
		if (ret_key->pkey == NULL)
			request->csr_pending = arena_printf(arena, "there is no key file %.*s here",
							    STR_ARG(certificate->key_path.s));
		return OK;
	}
	if (certificate->custody == CUSTODY_EXISTING) {
		request->csr_pending = "no `path` says which existing key it has";
		return OK;
	}
	if (preparation->options->folder == NULL) {
		request->csr_pending = "its key is not made yet: run `plan` with --keys DIR";
		return OK;
	}
	TRY(open_folder(preparation));
	return key_folder_get(&preparation->folder, request->part, algorithm,
			      &preparation->passphrase, ret_key, preparation->err);
}

static enum status prepare_csr(struct preparation *preparation, struct request *request)
{
	const struct certificate *certificate = request->certificate;
	const struct key_algorithm *algorithm = key_algorithm_find(certificate->algorithm);
	struct requests *requests = preparation->requests;
	struct key key CLEANUP(key_free) = {0};

	request->csr_pending = csr_obstacle(requests->arena, certificate);
	if (request->csr_pending != NULL)
		return OK;
	TRY(find_key(preparation, request, &key));
	if (key.pkey == NULL)
		return OK;
	if (key.warning != NULL)
		*VEC_PUSH(requests->arena, &requests->warnings) = key.warning;
	TRY(csr_make(requests->arena, certificate, algorithm, key.pkey, &request->csr,
		     preparation->err));
	request->has_csr = true;
	request->key_is_new = key.is_new;
	return OK;
}

/* ---- bodies ---------------------------------------------------------------------------------- */

static void set_paths(struct arena *arena, struct request *request, const char *folder)
{
	const char *part = request->part;

	/* the complete body of a certificate that is called `pending-…` must not look like a
	 * pending one */
	if (str_starts(str_from(part), "pending-"))
		request->full_path = arena_printf(arena, "%s/%%70%s.json", folder, part + 1);
	else
		request->full_path = arena_printf(arena, "%s/%s.json", folder, part);
	request->body_path = request->body.pending == NULL
				     ? request->full_path
				     : arena_printf(arena, "%s/pending-%s.json", folder, part);
}

static void prepare_body(struct preparation *preparation, struct request *request)
{
	struct arena *arena = preparation->requests->arena;
	const struct certificate *certificate = request->certificate;

	if (certificate->custody == CUSTODY_ACM) {
		request->command = "acm request-certificate";
		request->region = acm_region(certificate);
		request->body = acm_request(arena, certificate);
		set_paths(arena, request, "acm");
	} else if (is_kind(certificate, "acm-pca") && account_is_aws(certificate->account)) {
		request->command = "acm-pca issue-certificate";
		request->region = acm_pca_region(certificate->authority);
		if (request->has_csr)
			request->body = acm_pca_issue(arena, certificate, &request->csr,
						      preparation->run->now);
		else
			request->body = (struct aws_body){STR(""), request->csr_pending};
		set_paths(arena, request, "acm-pca");
	}
}

/* Puts the certificate's place before the reason. */
static enum status fault_at(const struct run *run, const struct certificate *certificate,
			    struct err *err)
{
	struct err reason = *err;
	struct places places;
	struct place place;

	places_init(&places, run);
	if (places_find(&places, certificate->key.at, &place))
		(void)err_set(err, "%.*s:%u:%u: %s", STR_ARG(place.path), place.start.line,
			      place.start.column, reason.text);
	places_done(&places);
	return FAILED;
}

enum status requests_check(struct arena *arena, const struct run *run, struct err *err)
{
	for (size_t i = 0; i < run->model.certificates.n; i++) {
		const struct certificate *certificate = run->model.certificates.items[i];

		if (certificate->custody != CUSTODY_ACM && !is_kind(certificate, "acm") &&
		    csr_check(arena, certificate, err) != OK)
			return fault_at(run, certificate, err);
	}
	return OK;
}

enum status requests_prepare(struct requests *requests, struct arena *arena, const struct run *run,
			     const struct key_options *options, struct err *err)
{
	const struct model *model = &run->model;
	struct preparation preparation CLEANUP(preparation_done) = {
		.requests = requests, .run = run, .options = options, .folder.fd = -1, .err = err};

	*requests = (struct requests){.arena = arena, .n = model->certificates.n};
	requests->items = NEW_ARRAY(arena, struct request, requests->n);
	if (options->passphrase_file != NULL)
		TRY(passphrase_read(&preparation.passphrase, arena, options->passphrase_file,
				    &run->sources, err));
	for (size_t i = 0; i < requests->n; i++) {
		struct request *request = &requests->items[i];

		request->certificate = model->certificates.items[i];
		request->part = bundle_part(arena, request->certificate->key.s);
		/* what exists is not asked for again */
		if (request->certificate->arn.presence == KNOWN)
			continue;
		if (request->certificate->custody != CUSTODY_ACM)
			TRY(prepare_csr(&preparation, request));
		prepare_body(&preparation, request);
	}
	return OK;
}

/* ---- files ----------------------------------------------------------------------------------- */

/* The same input makes the same signature unless the algorithm is randomised, and the same key only
 * where the key was there before. */
static void add_dependent(struct bundle *bundle, const struct request *request, const char *path,
			  struct str bytes, bool is_signed)
{
	if (request->key_is_new || (is_signed && request->csr.algorithm->is_randomised))
		bundle_add_irreproducible(bundle, path, bytes, request->csr.tbs_sha256);
	else
		bundle_add(bundle, path, bytes);
}

static void add_pending_body(const struct request *request, struct bundle *bundle)
{
	struct buf out CLEANUP(buf_free);
	struct json json;

	buf_init(&out, LIMIT_OUTPUT);
	json_begin(&json, &out, JSON_PRETTY);
	json_open_object(&json, NULL);
	json_put_str(&json, "certificate", request->certificate->key.s);
	json_put_text(&json, "command", request->command);
	json_put_text(&json, "pending", request->body.pending);
	json_end(&json);
	bundle_add(bundle, request->body_path, buf_view(&out));
}

void requests_add(const struct requests *requests, struct bundle *bundle)
{
	for (size_t i = 0; i < requests->n; i++) {
		const struct request *request = &requests->items[i];

		if (request->has_csr) {
			add_dependent(bundle, request,
				      arena_printf(bundle->arena, "csr/%s.csr.pem", request->part),
				      request->csr.pem, true);
			add_dependent(
				bundle, request,
				arena_printf(bundle->arena, "csr/%s.csr.json", request->part),
				csr_describe(bundle->arena, request->certificate, &request->csr),
				false);
		}
		if (request->body_path == NULL)
			continue;
		if (request->body.pending != NULL)
			add_pending_body(request, bundle);
		else if (request->has_csr)
			add_dependent(bundle, request, request->body_path, request->body.json,
				      true);
		else
			bundle_add(bundle, request->body_path, request->body.json);
	}
}
