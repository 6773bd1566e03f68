/* certificate_read.c -- certificates, requests and PKCS #7 out of DER, by OpenSSL. */
#include "front/certificate.h"

#include "front/syntax.h"
#include "source/limits.h"

#include <arpa/inet.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pkcs7.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "base/banned.h"

enum { SHOWN_NAME = 253, SHOWN_TITLE = 100, SUBJECT_MAX = 1024 };

struct reading {
	struct arena *arena;
	struct diag_list *diags;
	struct certificate_content *content;
};

static void free_bio(BIO **bio)
{
	BIO_free(*bio);
}

static void free_names(GENERAL_NAMES **names)
{
	GENERAL_NAMES_free(*names);
}

static void free_bignum(BIGNUM **number)
{
	BN_free(*number);
}

static void free_certificate(X509 **x509)
{
	X509_free(*x509);
}

static void free_request(X509_REQ **request)
{
	X509_REQ_free(*request);
}

static void free_pkcs7(PKCS7 **pkcs7)
{
	PKCS7_free(*pkcs7);
}

/* ---- DER --------------------------------------------------------------------------------------- */

/* The octets that the outermost object of DER says it has, its head included; 0: it has no such head (ITU-T
 * X.690, 8.1.3). */
static uint64_t stated_length(struct str der)
{
	const unsigned char *octets = (const unsigned char *)der.ptr;
	uint64_t length = 0;
	size_t n;

	if (der.len < 2 || octets[0] != 0x30)
		return 0;
	if (octets[1] < 0x80)
		return 2 + (uint64_t)octets[1];
	n = octets[1] & 0x7fu;
	if (n == 0 || n > 4 || der.len < 2 + n)
		return 0;
	for (size_t i = 0; i < n; i++)
		length = length << 8 | octets[2 + i];
	return 2 + n + length;
}

/* Whether the outermost object fills DER; else the reason. */
static bool has_whole_length(struct arena *arena, struct str der, struct certificate_fault *fault)
{
	uint64_t stated = stated_length(der);

	*fault = (struct certificate_fault){0};
	if (der.len > LIMIT_CERTIFICATE_SIZE) {
		fault->text = arena_printf(arena, "has %zu octets, and at most %d are read",
					   der.len, LIMIT_CERTIFICATE_SIZE);
		fault->is_limit = true;
	} else if (stated == 0) {
		fault->text = "is no DER: no SEQUENCE with a length begins it";
	} else if (stated > der.len) {
		fault->text = arena_printf(arena,
					   "is cut off: it says that it has %llu octets, and %zu "
					   "are there",
					   (unsigned long long)stated, der.len);
	} else if (stated < der.len) {
		fault->text = arena_printf(arena, "ends after %llu octets, and %llu more follow it",
					   (unsigned long long)stated,
					   (unsigned long long)(der.len - stated));
	}
	return fault->text == NULL;
}

/* What OpenSSL's first error says. */
static const char *library_reason(struct arena *arena)
{
	unsigned long code = ERR_peek_error();
	const char *reason = code == 0 ? NULL : ERR_reason_error_string(code);

	return arena_printf(arena, "cannot be read: %s",
			    reason == NULL ? "it has another form" : reason);
}

/* ---- texts ------------------------------------------------------------------------------------- */

static struct str string_octets(const ASN1_STRING *string)
{
	int len = ASN1_STRING_length(string);

	return str_slice((const char *)ASN1_STRING_get0_data(string), len < 0 ? 0 : (size_t)len);
}

static struct certificate_text text_of(const struct reading *r, struct str raw, size_t max)
{
	struct str kept = arena_str(r->arena, raw);

	return (struct certificate_text){kept, octets_shown(r->arena, kept, max)};
}

/* TEXT without what is no printable ASCII, cut after MAX octets. */
static const char *plain_text(struct arena *arena, struct str text, size_t max)
{
	char *kept = arena_copy(arena, text.ptr, text.len < max ? text.len : max);

	for (size_t i = 0; kept[i] != '\0'; i++)
		if (kept[i] < ' ' || kept[i] > '~')
			kept[i] = '?';
	return text.len <= max ? kept : arena_printf(arena, "%s…", kept);
}

/* RFC 4514, in which all that is not printable ASCII is escaped. */
static const char *name_text(struct arena *arena, const X509_NAME *name)
{
	BIO *bio CLEANUP(free_bio) = BIO_new(BIO_s_mem());
	char *text;
	long len;

	if (bio == NULL)
		out_of_memory();
	if (X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253) < 0)
		return "a name that cannot be shown";
	len = BIO_get_mem_data(bio, &text);
	return plain_text(arena, str_slice(text, len < 0 ? 0 : (size_t)len), SUBJECT_MAX);
}

static void read_subject(struct reading *r, const X509_NAME *name)
{
	struct certificate_content *content = r->content;
	int count = X509_NAME_entry_count(name);

	content->subject = name_text(r->arena, name);
	content->common_names =
		NEW_ARRAY(r->arena, struct certificate_text, count < 0 ? 0 : (size_t)count);
	for (int at = -1; (at = X509_NAME_get_index_by_NID(name, NID_commonName, at)) >= 0;) {
		const ASN1_STRING *value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
		unsigned char *utf8 = NULL;
		int len = ASN1_STRING_to_UTF8(&utf8, value);
		struct str raw =
			len < 0 ? string_octets(value) : str_slice((const char *)utf8, (size_t)len);

		content->common_names[content->n_common_names++] = text_of(r, raw, SHOWN_NAME);
		OPENSSL_free(utf8);
	}
}

/* ---- subject alternative names ----------------------------------------------------------------- */

/* The characters of a host name, of `*`, and of `_`, which is none, but is common. */
static const struct dname *host_name(struct arena *arena, struct str raw)
{
	const struct dname *name;

	for (size_t i = 0; i < raw.len; i++)
		if (!ascii_is_alpha(raw.ptr[i]) && !ascii_is_digit(raw.ptr[i]) &&
		    strchr("-_.*", raw.ptr[i] == '\0' ? '!' : raw.ptr[i]) == NULL)
			return NULL;
	return raw.len > 0 && dname_parse(arena, raw, NULL, &name) == DNAME_OK ? name : NULL;
}

static const char *address_text(struct arena *arena, struct str raw)
{
	char text[INET6_ADDRSTRLEN];

	if (raw.len != 4 && raw.len != 16)
		return arena_printf(arena, "%zu octets", raw.len);
	if (inet_ntop(raw.len == 4 ? AF_INET : AF_INET6, raw.ptr, text, sizeof(text)) == NULL)
		return "?";
	return arena_copy(arena, text, strlen(text));
}

static void add_name(struct reading *r, const GENERAL_NAME *name)
{
	struct certificate_content *content = r->content;
	int type;
	const ASN1_STRING *value = GENERAL_NAME_get0_value(name, &type);

	if (type == GEN_DNS) {
		struct certificate_name *added = &content->names[content->n_names++];

		added->text = text_of(r, string_octets(value), SHOWN_NAME);
		added->name = host_name(r->arena, added->text.raw);
	} else if (type == GEN_IPADD) {
		struct certificate_text *added = &content->addresses[content->n_addresses++];

		added->raw = arena_str(r->arena, string_octets(value));
		added->shown = address_text(r->arena, added->raw);
	} else {
		content->n_other_names++;
	}
}

static void complain(struct reading *r, const struct rule *rule, const char *text)
{
	(void)diag_add(r->diags, rule, r->content->at, "%s", text);
}

/* NAMES, or NULL where there are none; STATE is what X509_get_ext_d2i() says of the extension. */
static void read_names(struct reading *r, const GENERAL_NAMES *names, int state)
{
	size_t count = names == NULL ? 0 : (size_t)sk_GENERAL_NAME_num(names);

	r->content->has_names = state != -1 || names != NULL;
	if (names == NULL) {
		r->content->partial = state != -1;
		if (state != -1)
			complain(r, &rule_parse_error,
				 state == -2 ? "the certificate has two extensions subjectAltName"
					     : "the subject alternative names cannot be read");
		return;
	}
	if (count > LIMIT_CERTIFICATE_NAMES) {
		complain(r, &rule_resource_limit,
			 arena_printf(r->arena,
				      "the certificate has %zu subject alternative names, and the "
				      "first %d are read",
				      count, LIMIT_CERTIFICATE_NAMES));
		r->content->partial = true;
		count = LIMIT_CERTIFICATE_NAMES;
	}
	r->content->names = NEW_ARRAY(r->arena, struct certificate_name, count);
	r->content->addresses = NEW_ARRAY(r->arena, struct certificate_text, count);
	for (size_t i = 0; i < count; i++)
		add_name(r, sk_GENERAL_NAME_value(names, (int)i));
}

static void set_title(struct reading *r, const char *serial)
{
	struct certificate_content *content = r->content;

	if (content->n_common_names > 0 && content->common_names[0].raw.len > 0)
		content->title = octets_shown(r->arena, content->common_names[0].raw, SHOWN_TITLE);
	else if (content->n_names > 0)
		content->title = octets_shown(r->arena, content->names[0].text.raw, SHOWN_TITLE);
	else if (content->n_addresses > 0)
		content->title = content->addresses[0].shown;
	else if (content->subject[0] != '\0')
		content->title = plain_text(r->arena, str_from(content->subject), SHOWN_TITLE);
	else
		content->title = serial[0] == '\0' ? "without a name"
						   : arena_printf(r->arena, "serial %s", serial);
}

/* ---- keys -------------------------------------------------------------------------------------- */

static struct str number_octets(struct arena *arena, const EVP_PKEY *key, const char *parameter)
{
	BIGNUM *number CLEANUP(free_bignum) = NULL;
	char *octets;
	int len;

	if (EVP_PKEY_get_bn_param(key, parameter, &number) != 1)
		return (struct str){0};
	len = BN_num_bytes(number);
	octets = arena_bytes(arena, (size_t)len + 1);
	(void)BN_bn2bin(number, (unsigned char *)octets);
	return str_slice(octets, (size_t)len);
}

static void read_rsa(struct reading *r, const EVP_PKEY *pkey)
{
	struct public_key *key = &r->content->key;
	int bits = EVP_PKEY_get_bits(pkey);

	key->modulus = number_octets(r->arena, pkey, OSSL_PKEY_PARAM_RSA_N);
	key->exponent = number_octets(r->arena, pkey, OSSL_PKEY_PARAM_RSA_E);
	key->bits = bits < 0 ? 0 : (unsigned)bits;
	key->title = arena_printf(r->arena, "%s %u", key->kind == KEY_RSA ? "RSA" : "RSASSA-PSS",
				  key->bits);
}

static void read_curve(struct reading *r, const EVP_PKEY *pkey)
{
	struct public_key *key = &r->content->key;
	char group[64], encoding[64];
	size_t len = 0;
	const char *name;

	key->title = "an elliptic curve without a name";
	if (EVP_PKEY_get_utf8_string_param(pkey, OSSL_PKEY_PARAM_EC_ENCODING, encoding,
					   sizeof(encoding), NULL) == 1 &&
	    strcmp(encoding, OSSL_PKEY_EC_ENCODING_GROUP) != 0)
		return; /* RFC 5480 section 2.1.1: no explicit parameters */
	if (EVP_PKEY_get_group_name(pkey, group, sizeof(group), &len) != 1)
		return;
	name = EC_curve_nid2nist(OBJ_sn2nid(group));
	key->curve = name != NULL ? name : arena_copy(r->arena, group, strlen(group));
	key->title = key->curve;
}

static enum key_kind kind_of(const EVP_PKEY *pkey)
{
	switch (EVP_PKEY_get_base_id(pkey)) {
	case EVP_PKEY_RSA:
		return KEY_RSA;
	case EVP_PKEY_RSA_PSS:
		return KEY_RSA_PSS;
	case EVP_PKEY_EC:
		return KEY_EC;
	case EVP_PKEY_ED25519:
		return KEY_ED25519;
	case EVP_PKEY_ED448:
		return KEY_ED448;
	default:
		return KEY_OTHER;
	}
}

static const char *algorithm_name(struct arena *arena, const ASN1_OBJECT *object)
{
	char text[80];
	int len = object == NULL ? -1 : OBJ_obj2txt(text, sizeof(text), object, 0);

	return len <= 0 ? "an unknown algorithm"
			: octets_shown(arena, str_from(text), sizeof(text));
}

static void read_key(struct reading *r, X509_PUBKEY *spki, const EVP_PKEY *pkey)
{
	struct public_key *key = &r->content->key;
	unsigned char *der = NULL;
	int len = i2d_X509_PUBKEY(spki, &der);
	ASN1_OBJECT *algorithm = NULL;

	if (len > 0)
		(void)sha256_hex(str_slice((const char *)der, (size_t)len), key->sha256);
	OPENSSL_free(der);
	(void)X509_PUBKEY_get0_param(&algorithm, NULL, NULL, NULL, spki);
	key->title = algorithm_name(r->arena, algorithm);
	if (pkey == NULL)
		return; /* of an algorithm that this library does not have */
	key->kind = kind_of(pkey);
	if (key->kind == KEY_RSA || key->kind == KEY_RSA_PSS)
		read_rsa(r, pkey);
	else if (key->kind == KEY_EC)
		read_curve(r, pkey);
	else if (key->kind == KEY_ED25519 || key->kind == KEY_ED448)
		key->title = key->kind == KEY_ED25519 ? "Ed25519" : "Ed448";
}

bool certificate_key_is_quick(const struct public_key *key)
{
	return key->kind != KEY_UNKNOWN && key->kind != KEY_OTHER && key->bits <= LIMIT_KEY_BITS &&
	       key->exponent.len <= 8;
}

/* ---- certificates ------------------------------------------------------------------------------ */

static int64_t time_of(const ASN1_TIME *value)
{
	struct tm tm;

	if (ASN1_TIME_to_tm(value, &tm) != 1)
		return TIME_UNKNOWN;
	return (int64_t)DATE((long)tm.tm_year + 1900, (long)tm.tm_mon + 1, (long)tm.tm_mday) *
		       SECONDS_A_DAY +
	       (int64_t)tm.tm_hour * 3600 + (int64_t)tm.tm_min * 60 + tm.tm_sec;
}

static void read_times(struct reading *r, struct issued_certificate *certificate, const X509 *x509)
{
	certificate->not_before = time_of(X509_get0_notBefore(x509));
	certificate->not_after = time_of(X509_get0_notAfter(x509));
	if (certificate->not_before == TIME_UNKNOWN || certificate->not_after == TIME_UNKNOWN)
		complain(r, &rule_parse_error,
			 arena_printf(r->arena, "`%s` of the certificate is no time",
				      certificate->not_before == TIME_UNKNOWN ? "notBefore"
									      : "notAfter"));
	else if (certificate->not_after < certificate->not_before)
		complain(r, &rule_parse_error, "the certificate ends before it begins");
}

static const char *serial_text(struct arena *arena, const ASN1_INTEGER *serial)
{
	struct str octets = string_octets(serial);
	char *text = arena_bytes(arena, octets.len * 2 + 2);
	size_t n = 0;

	if (octets.len > 64)
		octets.len = 64; /* RFC 5280 section 4.1.2.2: 20 at most */
	if (ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER)
		text[n++] = '-';
	for (size_t i = 0; i < octets.len; i++) {
		static const char digits[] = "0123456789abcdef";

		text[n++] = digits[(unsigned char)octets.ptr[i] >> 4];
		text[n++] = digits[(unsigned char)octets.ptr[i] & 15];
	}
	return arena_copy(arena, text, n);
}

static void read_signature(struct reading *r, struct issued_certificate *certificate,
			   const X509 *x509)
{
	const X509_ALGOR *algorithm = NULL;
	const ASN1_OBJECT *object = NULL;
	int digest = NID_undef;

	X509_get0_signature(NULL, &algorithm, x509);
	X509_ALGOR_get0(&object, NULL, NULL, algorithm);
	certificate->signature = algorithm_name(r->arena, object);
	if (X509_get_signature_info((X509 *)(uintptr_t)x509, &digest, NULL, NULL, NULL) == 1 &&
	    digest != NID_undef)
		certificate->digest = OBJ_nid2sn(digest);
}

/* BR 7.1.6.1: the policies of the CA/Browser Forum for TLS. */
static bool is_public_policy(const ASN1_OBJECT *policy)
{
	static const char *const policies[] = {"2.23.140.1.1", "2.23.140.1.2.1", "2.23.140.1.2.2",
					       "2.23.140.1.2.3"};
	char text[80];

	if (OBJ_obj2txt(text, sizeof(text), policy, 1) <= 0)
		return false;
	for (size_t i = 0; i < COUNT_OF(policies); i++)
		if (strcmp(text, policies[i]) == 0)
			return true;
	return false;
}

static bool claims_public(const X509 *x509)
{
	CERTIFICATEPOLICIES *policies =
		X509_get_ext_d2i(x509, NID_certificate_policies, NULL, NULL);
	bool found = X509_get_ext_by_NID(x509, NID_ct_precert_scts, -1) >= 0;

	for (int i = 0; i < sk_POLICYINFO_num(policies); i++)
		found = found || is_public_policy(sk_POLICYINFO_value(policies, i)->policyid);
	CERTIFICATEPOLICIES_free(policies);
	return found;
}

/* RFC 7633 section 6: status_request is number 5. */
static bool has_must_staple(const X509 *x509)
{
	TLS_FEATURE *features = X509_get_ext_d2i(x509, NID_tlsfeature, NULL, NULL);
	bool found = false;

	for (int i = 0; i < sk_ASN1_INTEGER_num(features); i++)
		found = found || ASN1_INTEGER_get(sk_ASN1_INTEGER_value(features, i)) == 5;
	TLS_FEATURE_free(features);
	return found;
}

static void read_constraints(struct reading *r, struct issued_certificate *certificate,
			     const X509 *x509)
{
	int state;
	BASIC_CONSTRAINTS *constraints =
		X509_get_ext_d2i(x509, NID_basic_constraints, &state, NULL);

	certificate->path_length = -1;
	if (constraints == NULL) {
		if (state != -1)
			complain(r, &rule_parse_error, "the basic constraints cannot be read");
		return;
	}
	certificate->is_authority = constraints->ca != 0;
	if (constraints->pathlen != NULL) {
		long length = ASN1_INTEGER_get(constraints->pathlen);

		certificate->path_length =
			length < 0 || length > INT16_MAX ? INT16_MAX : (int)length;
	}
	BASIC_CONSTRAINTS_free(constraints);
}

static void read_usage(struct issued_certificate *certificate, X509 *x509)
{
	EXTENDED_KEY_USAGE *usage = X509_get_ext_d2i(x509, NID_ext_key_usage, NULL, NULL);
	uint32_t bits;

	certificate->server_authentication = usage == NULL;
	for (int i = 0; i < sk_ASN1_OBJECT_num(usage); i++)
		if (OBJ_obj2nid(sk_ASN1_OBJECT_value(usage, i)) == NID_server_auth)
			certificate->server_authentication = true;
	EXTENDED_KEY_USAGE_free(usage);
	bits = X509_get_ext_by_NID(x509, NID_key_usage, -1) < 0 ? UINT32_MAX
								: X509_get_key_usage(x509);
	certificate->has_key_usage = bits != UINT32_MAX;
	certificate->key_usage = certificate->has_key_usage ? bits : 0;
}

struct issued_certificate *certificate_read(struct arena *arena, struct diag_list *diags,
					    struct span at, struct str der,
					    struct certificate_fault *fault)
{
	const unsigned char *next = (const unsigned char *)der.ptr;
	struct issued_certificate *certificate;
	struct reading r = {.arena = arena, .diags = diags};
	X509 *x509 CLEANUP(free_certificate) = NULL;
	GENERAL_NAMES *names CLEANUP(free_names) = NULL;
	int state;

	if (!has_whole_length(arena, der, fault))
		return NULL;
	ERR_clear_error();
	x509 = d2i_X509(NULL, &next, (long)der.len);
	if (x509 == NULL || next != (const unsigned char *)der.ptr + der.len) {
		fault->text = library_reason(arena);
		ERR_clear_error();
		return NULL;
	}
	certificate = NEW(arena, struct issued_certificate);
	r.content = &certificate->content;
	r.content->at = at;
	certificate->der = arena_str(arena, der);
	certificate->issuer = name_text(arena, X509_get_issuer_name(x509));
	certificate->serial = serial_text(arena, X509_get0_serialNumber(x509));
	read_subject(&r, X509_get_subject_name(x509));
	names = X509_get_ext_d2i(x509, NID_subject_alt_name, &state, NULL);
	read_names(&r, names, state);
	set_title(&r, certificate->serial);
	read_key(&r, X509_get_X509_PUBKEY(x509), X509_get0_pubkey(x509));
	read_times(&r, certificate, x509);
	read_signature(&r, certificate, x509);
	read_constraints(&r, certificate, x509);
	read_usage(certificate, x509);
	certificate->must_staple = has_must_staple(x509);
	certificate->claims_public = claims_public(x509);
	ERR_clear_error();
	return certificate;
}

/* ---- requests ---------------------------------------------------------------------------------- */

static GENERAL_NAMES *requested_names(X509_REQ *request, int *ret_state)
{
	STACK_OF(X509_EXTENSION) *list = X509_REQ_get_extensions(request);
	GENERAL_NAMES *names = X509V3_get_d2i(list, NID_subject_alt_name, ret_state, NULL);

	sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free);
	return names;
}

struct signing_request *certificate_read_request(struct arena *arena, struct diag_list *diags,
						 struct span at, struct str der,
						 struct certificate_fault *fault)
{
	const unsigned char *next = (const unsigned char *)der.ptr;
	struct signing_request *made;
	struct reading r = {.arena = arena, .diags = diags};
	X509_REQ *request CLEANUP(free_request) = NULL;
	GENERAL_NAMES *names CLEANUP(free_names) = NULL;
	EVP_PKEY *pkey;
	int state;

	if (!has_whole_length(arena, der, fault))
		return NULL;
	ERR_clear_error();
	request = d2i_X509_REQ(NULL, &next, (long)der.len);
	if (request == NULL || next != (const unsigned char *)der.ptr + der.len) {
		fault->text = library_reason(arena);
		ERR_clear_error();
		return NULL;
	}
	made = NEW(arena, struct signing_request);
	r.content = &made->content;
	r.content->at = at;
	read_subject(&r, X509_REQ_get_subject_name(request));
	names = requested_names(request, &state);
	read_names(&r, names, state);
	set_title(&r, "");
	pkey = X509_REQ_get0_pubkey(request);
	read_key(&r, X509_REQ_get_X509_PUBKEY(request), pkey);
	/* -1 where the signature has no form at all */
	made->signature_is_valid = pkey != NULL && certificate_key_is_quick(&made->content.key) &&
				   X509_REQ_verify(request, pkey) == 1;
	ERR_clear_error();
	return made;
}

/* ---- PKCS #7 ----------------------------------------------------------------------------------- */

struct str *certificate_list_pkcs7(struct arena *arena, struct str der, size_t *ret_count,
				   struct certificate_fault *fault)
{
	const unsigned char *next = (const unsigned char *)der.ptr;
	PKCS7 *pkcs7 CLEANUP(free_pkcs7) = NULL;
	STACK_OF(X509) * list;
	struct str *out;
	int n;

	*ret_count = 0;
	if (!has_whole_length(arena, der, fault))
		return NULL;
	ERR_clear_error();
	pkcs7 = d2i_PKCS7(NULL, &next, (long)der.len);
	if (pkcs7 == NULL || next != (const unsigned char *)der.ptr + der.len) {
		fault->text = library_reason(arena);
		ERR_clear_error();
		return NULL;
	}
	list = PKCS7_type_is_signed(pkcs7) && pkcs7->d.sign != NULL ? pkcs7->d.sign->cert : NULL;
	n = sk_X509_num(list);
	if (n <= 0) {
		fault->text = "holds no certificate";
		return NULL;
	}
	out = NEW_ARRAY(arena, struct str, (size_t)n);
	for (int i = 0; i < n; i++) {
		unsigned char *octets = NULL;
		int len = i2d_X509(sk_X509_value(list, i), &octets);

		if (len > 0)
			out[(*ret_count)++] = str_slice(
				arena_copy(arena, (const char *)octets, (size_t)len), (size_t)len);
		OPENSSL_free(octets);
	}
	return out;
}
