/* csr.c -- certification requests (PKCS #10, RFC 2986). */
#include "csr.h"

#include "base/json.h"
#include "base/map.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "model/validity_table.h"
#include "source/limits.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "base/banned.h"

static void request_done(X509_REQ **request)
{
	X509_REQ_free(*request);
}

static void subject_done(X509_NAME **name)
{
	X509_NAME_free(*name);
}

static void extensions_done(STACK_OF(X509_EXTENSION) * *extensions)
{
	sk_X509_EXTENSION_pop_free(*extensions, X509_EXTENSION_free);
}

static void names_done(GENERAL_NAMES **names)
{
	GENERAL_NAMES_free(*names);
}

static void bits_done(ASN1_BIT_STRING **bits)
{
	ASN1_BIT_STRING_free(*bits);
}

static void usages_done(EXTENDED_KEY_USAGE **usages)
{
	EXTENDED_KEY_USAGE_free(*usages);
}

static void bio_done(BIO **bio)
{
	BIO_free(*bio);
}

static void octets_done(unsigned char **octets)
{
	OPENSSL_free(*octets);
}

static enum status refused(struct err *err)
{
	return err_set(err, "cannot make the certification request: %s", openssl_reason());
}

/* ---- names ----------------------------------------------------------------------------------- */

/* A label of a host name (RFC 1123 section 2.1): letters, digits and inner hyphens. */
static bool is_host_label(struct str label)
{
	for (size_t i = 0; i < label.len; i++) {
		char c = label.ptr[i];
		bool edge = i == 0 || i + 1 == label.len;

		if (!ascii_is_alpha(c) && !ascii_is_digit(c) && (c != '-' || edge))
			return false;
	}
	return label.len > 0;
}

static bool is_digits(struct str label)
{
	for (size_t i = 0; i < label.len; i++)
		if (!ascii_is_digit(label.ptr[i]))
			return false;
	return true;
}

/* A host name, or a wildcard before one. A last label of digits alone makes an address (RFC 3696
 * section 2), which is another kind of name in a certificate. */
static bool is_host_name(const struct dname *name)
{
	unsigned first = dname_is_wildcard(name) ? 1 : 0;

	if (name->labels <= first || is_digits(dname_label(name, name->labels - 1u)))
		return false;
	for (unsigned i = first; i < name->labels; i++)
		if (!is_host_label(dname_label(name, i)))
			return false;
	return true;
}

enum status csr_names(struct arena *arena, const struct certificate *certificate,
		      const char ***ret_names, size_t *ret_count, struct err *err)
{
	VEC(const char *) names = {0};
	struct map seen;

	map_init(&seen, arena);
	for (size_t i = 0; i < certificate->names.n; i++) {
		const struct dname *name = certificate->dns_names[i];
		char *text;

		if (name == NULL || !is_host_name(name))
			return err_set(err,
				       "the certificate `%.*s` lists `%.*s`, which is no host name",
				       STR_ARG(certificate->key.s),
				       STR_ARG(certificate->names.items[i].s));
		text = dname_text_bare(arena, name);
		if (map_add(&seen, str_from(text), text) == NULL)
			*VEC_PUSH(arena, &names) = text;
	}
	if (names.n == 0)
		return err_set(err, "the certificate `%.*s` lists no name",
			       STR_ARG(certificate->key.s));
	*ret_names = names.items;
	*ret_count = names.n;
	return OK;
}

static bool add_name(GENERAL_NAMES *names, const char *text)
{
	GENERAL_NAME *name = GENERAL_NAME_new();
	ASN1_IA5STRING *value = ASN1_IA5STRING_new();

	if (name == NULL || value == NULL || ASN1_STRING_set(value, text, -1) != 1) {
		GENERAL_NAME_free(name);
		ASN1_IA5STRING_free(value);
		return false;
	}
	GENERAL_NAME_set0_value(name, GEN_DNS, value);
	if (sk_GENERAL_NAME_push(names, name) > 0)
		return true;
	GENERAL_NAME_free(name);
	return false;
}

/* ---- subject --------------------------------------------------------------------------------- */

static void collect_subject(const struct certificate *certificate, struct csr *csr)
{
	const struct {
		const char *type, *title;
		const struct text *text;
	} attributes[CSR_ATTRIBUTES_MAX] = {
		{"C", "country", &certificate->subject_country},
		{"ST", "state", &certificate->subject_state},
		{"L", "locality", &certificate->subject_locality},
		{"O", "organization", &certificate->subject_organization},
		{"OU", "organizational_unit", &certificate->subject_organizational_unit},
		{"CN", "common_name", &certificate->subject_common_name},
	};
	bool is_public = validity_is_limited(certificate);

	for (size_t i = 0; i < CSR_ATTRIBUTES_MAX; i++) {
		struct csr_attribute attribute = {attributes[i].type, attributes[i].title,
						  attributes[i].text->s};

		if (attributes[i].text->presence != KNOWN)
			continue;
		if (is_public && strcmp(attribute.type, "CN") != 0)
			csr->left_out[csr->n_left_out++] = attribute;
		else
			csr->subject[csr->n_subject++] = attribute;
	}
}

static bool has_hostile_character(struct str text)
{
	while (text.len > 0) {
		uint32_t point;
		size_t len = utf8_decode(text, &point);

		if (len == 0 || utf8_is_hostile(point))
			return true;
		text.ptr += len;
		text.len -= len;
	}
	return false;
}

static enum status add_attribute(X509_NAME *subject, const struct certificate *certificate,
				 const struct csr_attribute *attribute, struct err *err)
{
	struct str value = attribute->value;

	if (value.len == 0 || has_hostile_character(value))
		return err_set(err,
			       "the subject's `%s` of the certificate `%.*s` is empty or holds a "
			       "character that does not print",
			       attribute->title, STR_ARG(certificate->key.s));
	/* an entry of its own: one attribute in a relative distinguished name (BR 7.1.4.1) */
	if (X509_NAME_add_entry_by_txt(subject, attribute->type, MBSTRING_UTF8,
				       (const unsigned char *)value.ptr, (int)value.len, -1,
				       0) == 1)
		return OK;
	return err_set(err, "the subject's `%s` of the certificate `%.*s` does not fit: %s",
		       attribute->title, STR_ARG(certificate->key.s), openssl_reason());
}

static enum status set_subject(X509_REQ *request, const struct certificate *certificate,
			       const struct csr *csr, struct err *err)
{
	X509_NAME *subject CLEANUP(subject_done) = X509_NAME_new();

	if (subject == NULL)
		return refused(err);
	for (size_t i = 0; i < csr->n_subject; i++)
		TRY(add_attribute(subject, certificate, &csr->subject[i], err));
	return X509_REQ_set_subject_name(request, subject) == 1 ? OK : refused(err);
}

enum status csr_check(struct arena *arena, const struct certificate *certificate, struct err *err)
{
	X509_REQ *request CLEANUP(request_done) = X509_REQ_new();
	struct csr csr = {0};
	const char **names;
	size_t count;

	if (request == NULL)
		return refused(err);
	TRY(csr_names(arena, certificate, &names, &count, err));
	collect_subject(certificate, &csr);
	return set_subject(request, certificate, &csr, err);
}

/* ---- extensions ------------------------------------------------------------------------------ */

static bool add_extension(STACK_OF(X509_EXTENSION) * *extensions, int nid, bool critical,
			  void *value)
{
	return value != NULL &&
	       X509V3_add1_i2d(extensions, nid, value, critical ? 1 : 0, X509V3_ADD_DEFAULT) == 1;
}

static bool add_alternative_names(STACK_OF(X509_EXTENSION) * *extensions, const struct csr *csr)
{
	GENERAL_NAMES *names CLEANUP(names_done) = GENERAL_NAMES_new();

	for (size_t i = 0; names != NULL && i < csr->n_names; i++)
		if (!add_name(names, csr->names[i]))
			return false;
	/* RFC 5280 section 4.2.1.6: critical where the subject is an empty sequence */
	return add_extension(extensions, NID_subject_alt_name, csr->n_subject == 0, names);
}

static bool add_key_usage(STACK_OF(X509_EXTENSION) * *extensions, const struct csr *csr)
{
	enum { DIGITAL_SIGNATURE = 0, KEY_ENCIPHERMENT = 2 }; /* RFC 5280 section 4.2.1.3 */
	ASN1_BIT_STRING *usage CLEANUP(bits_done) = ASN1_BIT_STRING_new();

	if (usage == NULL || ASN1_BIT_STRING_set_bit(usage, DIGITAL_SIGNATURE, 1) != 1)
		return false;
	if (csr->has_key_encipherment && ASN1_BIT_STRING_set_bit(usage, KEY_ENCIPHERMENT, 1) != 1)
		return false;
	return add_extension(extensions, NID_key_usage, true, usage);
}

static bool add_extended_key_usage(STACK_OF(X509_EXTENSION) * *extensions)
{
	EXTENDED_KEY_USAGE *usages CLEANUP(usages_done) = EXTENDED_KEY_USAGE_new();

	/* a built-in object: the table of OpenSSL owns it, and freeing it does nothing */
	if (usages == NULL || sk_ASN1_OBJECT_push(usages, OBJ_nid2obj(NID_server_auth)) <= 0)
		return false;
	return add_extension(extensions, NID_ext_key_usage, false, usages);
}

static enum status set_extensions(X509_REQ *request, const struct csr *csr, struct err *err)
{
	STACK_OF(X509_EXTENSION) * extensions CLEANUP(extensions_done) = NULL;

	if (!add_alternative_names(&extensions, csr) || !add_key_usage(&extensions, csr) ||
	    !add_extended_key_usage(&extensions) ||
	    X509_REQ_add_extensions(request, extensions) != 1)
		return refused(err);
	return OK;
}

/* ---- the request ----------------------------------------------------------------------------- */

static enum status digest_parts(X509_REQ *request, struct csr *csr, struct err *err)
{
	unsigned char *der CLEANUP(octets_done) = NULL;
	unsigned char *tbs CLEANUP(octets_done) = NULL;
	unsigned char *spki CLEANUP(octets_done) = NULL;
	int der_len = i2d_X509_REQ(request, &der);
	int tbs_len = i2d_re_X509_REQ_tbs(request, &tbs);
	int spki_len = i2d_X509_PUBKEY(X509_REQ_get_X509_PUBKEY(request), &spki);

	if (der_len <= 0 || tbs_len <= 0 || spki_len <= 0)
		return refused(err);
	sha256_hex(str_slice((const char *)der, (size_t)der_len), csr->sha256);
	sha256_hex(str_slice((const char *)tbs, (size_t)tbs_len), csr->tbs_sha256);
	sha256_hex(str_slice((const char *)spki, (size_t)spki_len), csr->spki_sha256);
	return OK;
}

static enum status encode(struct arena *arena, X509_REQ *request, struct csr *csr, struct err *err)
{
	BIO *bio CLEANUP(bio_done) = BIO_new(BIO_s_mem());
	char *pem = NULL;
	long len;

	if (bio == NULL || PEM_write_bio_X509_REQ(bio, request) != 1)
		return refused(err);
	len = BIO_get_mem_data(bio, &pem);
	csr->pem = str_slice(arena_copy(arena, pem, (size_t)len), (size_t)len);
	return OK;
}

static enum status sign(X509_REQ *request, const struct csr *csr, EVP_PKEY *key, struct err *err)
{
	const EVP_MD *digest = csr->algorithm->digest == NULL
				       ? NULL
				       : EVP_get_digestbyname(csr->algorithm->digest);

	if (X509_REQ_sign(request, key, digest) <= 0)
		return refused(err);
	/* -1 stands for a malformed signature: only 1 is a yes */
	if (X509_REQ_verify(request, key) != 1)
		return err_set(err,
			       "the signature of a new certification request does not verify: %s",
			       openssl_reason());
	return OK;
}

enum status csr_make(struct arena *arena, const struct certificate *certificate,
		     const struct key_algorithm *algorithm, EVP_PKEY *key, struct csr *ret_csr,
		     struct err *err)
{
	struct csr csr = {.algorithm = algorithm, .has_key_encipherment = algorithm->bits != 0};
	X509_REQ *request CLEANUP(request_done) = X509_REQ_new();

	TRY(csr_names(arena, certificate, &csr.names, &csr.n_names, err));
	collect_subject(certificate, &csr);
	if (request == NULL || X509_REQ_set_version(request, X509_REQ_VERSION_1) != 1 ||
	    X509_REQ_set_pubkey(request, key) != 1)
		return refused(err);
	TRY(set_subject(request, certificate, &csr, err));
	TRY(set_extensions(request, &csr, err));
	TRY(sign(request, &csr, key, err));
	TRY(digest_parts(request, &csr, err));
	TRY(encode(arena, request, &csr, err));
	*ret_csr = csr;
	return OK;
}

/* ---- its description ------------------------------------------------------------------------- */

static void describe_attributes(struct json *json, const char *key,
				const struct csr_attribute *attributes, size_t count)
{
	json_open_object(json, key);
	for (size_t i = 0; i < count; i++)
		json_put_str(json, attributes[i].title, attributes[i].value);
	json_end(json);
}

struct str csr_describe(struct arena *arena, const struct certificate *certificate,
			const struct csr *csr)
{
	struct buf out CLEANUP(buf_free);
	struct json json;

	buf_init(&out, LIMIT_OUTPUT);
	json_begin(&json, &out, JSON_PRETTY);
	json_open_object(&json, NULL);
	json_put_str(&json, "certificate", certificate->key.s);
	describe_attributes(&json, "subject", csr->subject, csr->n_subject);
	if (csr->n_left_out > 0)
		describe_attributes(&json, "subject_left_out", csr->left_out, csr->n_left_out);
	json_open_array(&json, "dns_names");
	for (size_t i = 0; i < csr->n_names; i++)
		json_put_text(&json, NULL, csr->names[i]);
	json_end(&json);
	json_put_bool(&json, "dns_names_critical", csr->n_subject == 0);
	json_open_array(&json, "key_usage");
	json_put_text(&json, NULL, "digitalSignature");
	if (csr->has_key_encipherment)
		json_put_text(&json, NULL, "keyEncipherment");
	json_end(&json);
	json_open_array(&json, "extended_key_usage");
	json_put_text(&json, NULL, "serverAuth");
	json_end(&json);
	json_put_text(&json, "key_algorithm", csr->algorithm->name);
	json_put_text(&json, "signature", csr->algorithm->signature);
	json_put_text(&json, "public_key_sha256", csr->spki_sha256);
	json_put_text(&json, "tbs_sha256", csr->tbs_sha256);
	json_end(&json);
	return arena_str(arena, buf_view(&out));
}
