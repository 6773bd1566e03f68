/* dsse.c -- signatures over a text and its type. */
#include "dsse.h"

#include "base/json.h"
#include "bundle_json.h"
#include "key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

static void context_done(EVP_MD_CTX **context)
{
	EVP_MD_CTX_free(*context);
}

static void bio_done(BIO **bio)
{
	BIO_free(*bio);
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
}

void dsse_pae(struct buf *out, struct str type, struct str body)
{
	buf_printf(out, "DSSEv1 %zu ", type.len);
	buf_str(out, type);
	buf_printf(out, " %zu ", body.len);
	buf_str(out, body);
}

const char *dsse_key_id(EVP_PKEY *key, char out[SHA256_HEX_SIZE])
{
	unsigned char *der = NULL;
	int len = i2d_PUBKEY(key, &der);

	if (len <= 0)
		BUG("a public key that has no form in DER");
	(void)sha256_hex(str_slice((const char *)der, (size_t)len), out);
	OPENSSL_free(der);
	return out;
}

/* ---- base64 ------------------------------------------------------------------------------------ */

/* RFC 4648 section 4, with padding. */
static void put_base64(struct buf *out, struct str octets)
{
	enum { PIECE = 3 * 1024 };
	unsigned char text[PIECE / 3 * 4 + 1];

	for (size_t at = 0; at < octets.len; at += PIECE) {
		size_t n = octets.len - at < PIECE ? octets.len - at : PIECE;
		int len = EVP_EncodeBlock(text, (const unsigned char *)octets.ptr + at, (int)n);

		buf_add(out, text, (size_t)len);
	}
}

/* The value of a digit of base64 or base64url (RFC 4648 sections 4 and 5), or -1. */
static int digit_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
}

/* Both alphabets, with or without padding; the bits that are left over are zero, so that octets have one
 * form in each. */
static bool decode_base64(struct arena *arena, struct str text, struct str *ret_octets)
{
	unsigned bits = 0, held = 0;
	size_t len = 0, padding = 0;
	char *out;

	while (padding < 2 && text.len > padding && text.ptr[text.len - padding - 1] == '=')
		padding++;
	if (padding > 0 && text.len % 4 != 0)
		return false;
	text.len -= padding;
	if (text.len % 4 == 1 || (padding > 0 && (text.len + padding) % 4 != 0))
		return false;
	out = arena_bytes(arena, text.len / 4 * 3 + 3);
	for (size_t i = 0; i < text.len; i++) {
		int digit = digit_of(text.ptr[i]);

		if (digit < 0)
			return false;
		bits = bits << 6 | (unsigned)digit;
		held += 6;
		if (held >= 8) {
			held -= 8;
			out[len++] = (char)(bits >> held);
			bits &= (1u << held) - 1;
		}
	}
	*ret_octets = str_slice(out, len);
	return bits == 0;
}

/* ---- signing ----------------------------------------------------------------------------------- */

static enum status make_signature(EVP_PKEY *key, struct str text, struct buf *out, struct err *err)
{
	EVP_MD_CTX *context CLEANUP(context_done) = EVP_MD_CTX_new();
	const struct key_algorithm *algorithm = key_algorithm_of(key);
	const unsigned char *octets = (const unsigned char *)text.ptr;
	unsigned char signature[1024]; /* of RSA with 4,096 bits 512 */
	size_t len = sizeof(signature);

	if (algorithm == NULL)
		BUG("a key of no known algorithm signs");
	if (context == NULL)
		out_of_memory();
	if (EVP_DigestSignInit_ex(context, NULL, algorithm->digest, NULL, NULL, key, NULL) != 1 ||
	    EVP_DigestSign(context, signature, &len, octets, text.len) != 1)
		return err_set(err, "cannot sign: %s", openssl_reason());
	buf_add(out, signature, len);
	return OK;
}

enum status dsse_sign(struct buf *out, struct str type, struct str body, EVP_PKEY *key,
		      struct err *err)
{
	struct buf pae CLEANUP(buf_free), sig CLEANUP(buf_free), text CLEANUP(buf_free);
	char id[SHA256_HEX_SIZE];
	struct json json;

	buf_init(&pae, out->max);
	buf_init(&sig, out->max);
	buf_init(&text, out->max);
	dsse_pae(&pae, type, body);
	TRY(make_signature(key, buf_view(&pae), &sig, err));
	json_begin(&json, out, JSON_PRETTY);
	json_open_object(&json, NULL);
	put_base64(&text, body);
	json_put_str(&json, "payload", buf_view(&text));
	json_put_str(&json, "payloadType", type);
	json_open_array(&json, "signatures");
	json_open_object(&json, NULL);
	json_put_text(&json, "keyid", dsse_key_id(key, id));
	buf_clear(&text);
	put_base64(&text, buf_view(&sig));
	json_put_str(&json, "sig", buf_view(&text));
	json_end(&json);
	json_end(&json);
	json_end(&json);
	return OK;
}

/* ---- verifying --------------------------------------------------------------------------------- */

static enum status read_signature(struct dsse_envelope *envelope, struct arena *arena,
				  const struct node *item, struct err *err)
{
	struct dsse_signature *signature = &envelope->signatures[envelope->n++];
	struct str text;

	if (item->kind != NODE_MAPPING || !json_text_of(item, "sig", &text) ||
	    !decode_base64(arena, text, &signature->sig))
		return err_set(err, "signature %zu has no `sig` in base64", envelope->n);
	(void)json_text_of(item, "keyid", &signature->keyid);
	return OK;
}

enum status dsse_read(struct dsse_envelope *envelope, struct arena *arena, struct str bytes,
		      struct err *err)
{
	const struct node *root = bundle_json_read(arena, bytes, err), *list;
	struct str payload;

	*envelope = (struct dsse_envelope){0};
	if (root == NULL)
		return FAILED;
	if (!json_text_of(root, "payloadType", &envelope->type))
		return err_set(err, "it has no `payloadType`");
	if (!json_text_of(root, "payload", &payload) ||
	    !decode_base64(arena, payload, &envelope->payload))
		return err_set(err, "it has no `payload` in base64");
	list = json_list_of(root, "signatures");
	if (list == NULL || list->sequence.n == 0)
		return err_set(err, "it has no `signatures`");
	if (list->sequence.n > DSSE_SIGNATURES_MAX)
		return err_set(err, "it has more than %d signatures", DSSE_SIGNATURES_MAX);
	for (size_t i = 0; i < list->sequence.n; i++)
		TRY(read_signature(envelope, arena, list->sequence.items[i], err));
	return OK;
}

static bool verify(EVP_PKEY *key, const char *digest, bool pss, struct str text, struct str sig)
{
	EVP_MD_CTX *context CLEANUP(context_done) = EVP_MD_CTX_new();
	const unsigned char *octets = (const unsigned char *)text.ptr;
	EVP_PKEY_CTX *settings = NULL;
	bool valid;

	if (context == NULL)
		out_of_memory();
	valid = EVP_DigestVerifyInit_ex(context, &settings, digest, NULL, NULL, key, NULL) == 1 &&
		(!pss || EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1) &&
		EVP_DigestVerify(context, (const unsigned char *)sig.ptr, sig.len, octets,
				 text.len) == 1;
	ERR_clear_error();
	return valid;
}

/* r and s beside one another as OpenSSL wants them, in DER; NULL where they are none. Free it with
 * OPENSSL_free(). */
static unsigned char *der_of_pair(struct str pair, size_t half, int *ret_len)
{
	const unsigned char *octets = (const unsigned char *)pair.ptr;
	ECDSA_SIG *sig = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(octets, (int)half, NULL),
	       *s = BN_bin2bn(octets + half, (int)half, NULL);
	unsigned char *der = NULL;

	if (sig == NULL || r == NULL || s == NULL || ECDSA_SIG_set0(sig, r, s) != 1)
		out_of_memory();
	*ret_len = i2d_ECDSA_SIG(sig, &der);
	ECDSA_SIG_free(sig);
	return *ret_len > 0 ? der : NULL;
}

static bool verify_pair(EVP_PKEY *key, const char *digest, struct str text, struct str sig)
{
	size_t half = ((size_t)EVP_PKEY_get_bits(key) + 7) / 8;
	unsigned char *der;
	bool valid;
	int len;

	if (sig.len != 2 * half)
		return false;
	der = der_of_pair(sig, half, &len);
	valid = der != NULL &&
		verify(key, digest, false, text, str_slice((const char *)der, (size_t)len));
	OPENSSL_free(der);
	return valid;
}

bool dsse_is_signed(const struct dsse_envelope *envelope, const struct dsse_signature *signature,
		    EVP_PKEY *key)
{
	const struct key_algorithm *algorithm = key_algorithm_of(key);
	struct buf pae CLEANUP(buf_free);
	struct str text;

	if (algorithm == NULL)
		BUG("a key of no known algorithm verifies");
	buf_init(&pae, SIZE_MAX / 2);
	dsse_pae(&pae, envelope->type, envelope->payload);
	text = buf_view(&pae);
	if (verify(key, algorithm->digest, false, text, signature->sig))
		return true;
	if (strcmp(algorithm->type, "RSA") == 0)
		return verify(key, algorithm->digest, true, text, signature->sig);
	return strcmp(algorithm->type, "EC") == 0 &&
	       verify_pair(key, algorithm->digest, text, signature->sig);
}

/* ---- public keys ------------------------------------------------------------------------------- */

static enum status read_pem(const char *path, char pem[KEY_FILE_MAX + 1], struct err *err)
{
	int fd CLEANUP(close_fd) = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	size_t len = 0;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0)
		return err_set(err, "cannot read %s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(err, "%s is not a regular file", path);
	while (len <= KEY_FILE_MAX) {
		ssize_t n = read(fd, pem + len, KEY_FILE_MAX + 1 - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, "cannot read %s: %s", path, strerror(errno));
		if (n == 0)
			break;
		len += (size_t)n;
	}
	if (len > KEY_FILE_MAX)
		return err_set(err, "%s holds more than %d octets", path, KEY_FILE_MAX);
	pem[len] = '\0';
	return OK;
}

static EVP_PKEY *key_of_certificate(BIO *bio)
{
	X509 *certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL);
	EVP_PKEY *key = certificate == NULL ? NULL : X509_get_pubkey(certificate);

	X509_free(certificate);
	return key;
}

static enum status parse_public_key(const char *path, const char *pem, EVP_PKEY **ret_key,
				    struct err *err)
{
	BIO *bio CLEANUP(bio_done) = BIO_new_mem_buf(pem, -1);
	EVP_PKEY *key;

	if (bio == NULL)
		out_of_memory();
	if (strstr(pem, "PRIVATE KEY-----") != NULL)
		return err_set(err,
			       "%s holds a private key: give the public one, which `openssl pkey "
			       "-pubout` makes of it",
			       path);
	key = strstr(pem, "-----BEGIN CERTIFICATE-----") != NULL
		      ? key_of_certificate(bio)
		      : PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
	if (key == NULL)
		return err_set(err, "%s holds no public key or certificate in PEM form (%s)", path,
			       openssl_reason());
	if (key_algorithm_of(key) == NULL) {
		EVP_PKEY_free(key);
		return err_set(err,
			       "%s holds a key of an algorithm that signs no bundle: Ed25519, "
			       "ECDSA with P-256 or P-384, and RSA with 2048, 3072 or 4096 bits do",
			       path);
	}
	*ret_key = key;
	return OK;
}

enum status public_key_load(const char *path, EVP_PKEY **ret_key, struct err *err)
{
	char pem[KEY_FILE_MAX + 1];
	enum status status = read_pem(path, pem, err);

	if (status == OK)
		status = parse_public_key(path, pem, ret_key, err);
	/* somebody may have given the private key */
	OPENSSL_cleanse(pem, sizeof(pem));
	return status;
}
