/* certificate.c -- the front end `certificate`: the blocks of a PEM file (RFC 7468), or one object in DER. */
#include "front/certificate.h"

#include "front/syntax.h"
#include "source/limits.h"

#include <limits.h>
#include <openssl/evp.h>
#include <string.h>

#include "base/banned.h"

/* ---- recognising ------------------------------------------------------------------------------- */

static const char *const extensions[] = {".pem", ".crt", ".cer", ".cert", ".der", ".csr",
					 ".req", ".p7b", ".p7c", ".p10",  ".p12", ".pfx"};

static bool has_extension(struct str path)
{
	for (size_t i = 0; i < COUNT_OF(extensions); i++)
		if (str_ends_nocase(path, extensions[i]))
			return true;
	return false;
}

/* Text of another language may hold a block for an example; a name without an extension says nothing. */
static bool may_be_any_text(struct str path)
{
	return memchr(path_base(path).ptr == NULL ? "" : path_base(path).ptr, '.',
		      path_base(path).len) == NULL;
}

static const char *const labels_ours[] = {"CERTIFICATE", "PKCS7", "PRIVATE KEY",
					  "PKCS #7 SIGNED DATA"};

/* The label of the line LINE, where it is `-----BEGIN LABEL-----` or END; no pointer: it is not. */
static struct str label_of(struct str line, const char *what)
{
	struct str rest = str_trim(line);
	size_t n = strlen(what);

	if (!str_starts(line, "-----") || rest.len < n + 10 || memcmp(rest.ptr + 5, what, n) != 0 ||
	    !str_ends(rest, "-----"))
		return (struct str){0};
	return str_slice(rest.ptr + 5 + n, rest.len - 10 - n);
}

/* Whether a line of TEXT begins a block of ours. */
static bool has_block(struct str text)
{
	if (str_starts(text, "\xef\xbb\xbf"))
		text = str_slice(text.ptr + 3, text.len - 3);
	while (text.len > 0) {
		const char *end = memchr(text.ptr, '\n', text.len);
		size_t len = end == NULL ? text.len : (size_t)(end - text.ptr);
		struct str label = label_of(str_slice(text.ptr, len), "BEGIN ");

		for (size_t i = 0; label.ptr != NULL && i < COUNT_OF(labels_ours); i++)
			if (str_find(label, labels_ours[i], NULL))
				return true;
		text = end == NULL ? STR("") : str_slice(end + 1, text.len - len - 1);
	}
	return false;
}

/* ITU-T X.690, 8.1: a SEQUENCE with a length of two octets or more, and what begins a certificate, a
 * request (a SEQUENCE) or SignedData (its object identifier). */
static bool looks_like_der(struct str head)
{
	const unsigned char *octets = (const unsigned char *)head.ptr;
	size_t at;

	if (head.len < 8 || octets[0] != 0x30 || octets[1] < 0x81 || octets[1] > 0x83)
		return false;
	at = 2 + (octets[1] & 0x0f);
	return octets[at] == 0x30 || (octets[at] == 0x06 && octets[at + 1] == 0x09);
}

static bool recognises(struct str path, struct str head)
{
	if (!has_extension(path) && !may_be_any_text(path))
		return false;
	return has_block(head) || looks_like_der(head);
}

bool certificate_is_candidate(struct str path, struct str head)
{
	return has_extension(path) || has_block(head) || looks_like_der(head);
}

/* ---- reading ----------------------------------------------------------------------------------- */

struct reader {
	struct input *input;
	struct arena *arena;
	struct str octets;
	size_t count;	    /* certificates and requests */
	size_t blocks;	    /* of any kind */
	size_t faults;	    /* findings */
	size_t passed_over; /* blocks of other labels */
	bool cut_off;	    /* a limit is met: the rest is not read */
};

struct block {
	struct str label;
	struct span at;	 /* its first line */
	struct str body; /* what stands between its first and its last line */
};

static struct diag *complain(struct reader *r, const struct rule *rule, struct span at,
			     const char *fmt, ...) PRINTF(4, 5);
static struct diag *complain(struct reader *r, const struct rule *rule, struct span at,
			     const char *fmt, ...)
{
	struct diag *diag;
	va_list args;

	va_start(args, fmt);
	diag = diag_vadd(&r->input->diags, rule, at, fmt, args);
	va_end(args);
	if (++r->faults == LIMIT_PARSE_ERRORS)
		r->cut_off = true;
	return diag;
}

static void report_fault(struct reader *r, struct span at, const char *what,
			 const struct certificate_fault *fault)
{
	(void)complain(r, fault->is_limit ? &rule_resource_limit : &rule_parse_error, at,
		       "the %s %s", what, fault->text);
}

static bool count_one(struct reader *r, struct span at)
{
	if (++r->count <= LIMIT_CERTIFICATES)
		return true;
	(void)complain(r, &rule_resource_limit, at,
		       "more than %d certificates in one file: the rest is not read",
		       LIMIT_CERTIFICATES);
	r->cut_off = true;
	return false;
}

static bool add_certificate(struct reader *r, struct span at, struct str der,
			    struct certificate_fault *fault)
{
	struct issued_certificate *certificate;

	if (!count_one(r, at))
		return true;
	certificate = certificate_read(r->arena, &r->input->diags, at, der, fault);
	if (certificate == NULL)
		return false;
	*VEC_PUSH(r->arena, &r->input->issued) = certificate;
	return true;
}

static bool add_request(struct reader *r, struct span at, struct str der,
			struct certificate_fault *fault)
{
	struct signing_request *request;

	if (!count_one(r, at))
		return true;
	request = certificate_read_request(r->arena, &r->input->diags, at, der, fault);
	if (request == NULL)
		return false;
	*VEC_PUSH(r->arena, &r->input->requests) = request;
	return true;
}

static bool add_pkcs7(struct reader *r, struct span at, struct str der,
		      struct certificate_fault *fault)
{
	size_t n;
	const struct str *list = certificate_list_pkcs7(r->arena, der, &n, fault);

	if (fault->text != NULL)
		return false;
	for (size_t i = 0; i < n && !r->cut_off; i++)
		if (!add_certificate(r, at, list[i], fault))
			return false;
	return true;
}

/* ---- PEM --------------------------------------------------------------------------------------- */

static size_t offset_of(const struct reader *r, const char *at)
{
	return (size_t)(at - r->octets.ptr);
}

static bool is_base64(char c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || c == '+' || c == '/' || c == '=';
}

/* The text without blanks; false, and a finding, where something else than base64 stands in it. */
static bool gather(struct reader *r, const struct block *block, char *out, size_t *ret_len)
{
	size_t n = 0;

	for (size_t i = 0; i < block->body.len; i++) {
		char c = block->body.ptr[i];
		struct span at = {.file = block->at.file};

		if (ascii_is_blank(c))
			continue;
		if (is_base64(c)) {
			out[n++] = c;
			continue;
		}
		at.start = (uint32_t)offset_of(r, block->body.ptr + i);
		at.end = at.start + 1;
		diag_related(&r->input->diags,
			     complain(r, &rule_parse_error, at, "`%s` here is no base64",
				      octets_shown(r->arena, str_slice(&c, 1), 1)),
			     block->at, "in the block that begins here");
		return false;
	}
	*ret_len = n;
	return true;
}

/* `=` fills the last four up, and stands nowhere else. */
static size_t count_padding(const char *text, size_t n)
{
	size_t padding = 0;

	while (padding < 2 && padding < n && text[n - 1 - padding] == '=')
		padding++;
	return memchr(text, '=', n - padding) == NULL ? padding : SIZE_MAX;
}

static bool decode(struct reader *r, const struct block *block, struct str *ret_der)
{
	char *text = arena_bytes(r->arena, block->body.len + 1);
	unsigned char *der;
	size_t n, padding;
	int len;

	if (block->body.len > (size_t)LIMIT_CERTIFICATE_SIZE * 2) {
		(void)complain(r, &rule_resource_limit, block->at,
			       "the block is longer than a certificate of %d octets would be",
			       LIMIT_CERTIFICATE_SIZE);
		return false;
	}
	if (!gather(r, block, text, &n))
		return false;
	padding = n == 0 ? 0 : count_padding(text, n);
	der = (unsigned char *)arena_bytes(r->arena, n / 4 * 3 + 1);
	len = n == 0 || n % 4 != 0 || padding == SIZE_MAX
		      ? -1
		      : EVP_DecodeBlock(der, (const unsigned char *)text, (int)n);
	if (len < 0) {
		(void)complain(r, &rule_parse_error, block->at,
			       n == 0 ? "the block `%.*s` is empty"
				      : "the base64 of the block `%.*s` is cut off, or has `=` "
					"inside",
			       STR_ARG(block->label));
		return false;
	}
	*ret_der = str_slice((const char *)der, (size_t)len - padding);
	return true;
}

static void read_block(struct reader *r, const struct block *block)
{
	struct certificate_fault fault = {0};
	struct str der;
	const char *what = "certificate";
	bool fine = true;

	r->blocks++;
	if (str_ends(block->label, "PRIVATE KEY") || str_ends(block->label, "PARAMETERS") ||
	    str_ends(block->label, "PUBLIC KEY"))
		return; /* never decoded */
	if (str_is(block->label, "CERTIFICATE") || str_is(block->label, "X509 CERTIFICATE") ||
	    str_is(block->label, "TRUSTED CERTIFICATE")) {
		fine = !decode(r, block, &der) || add_certificate(r, block->at, der, &fault);
	} else if (str_is(block->label, "CERTIFICATE REQUEST") ||
		   str_is(block->label, "NEW CERTIFICATE REQUEST")) {
		what = "request";
		fine = !decode(r, block, &der) || add_request(r, block->at, der, &fault);
	} else if (str_is(block->label, "PKCS7") || str_is(block->label, "PKCS #7 SIGNED DATA")) {
		what = "PKCS #7 object";
		fine = !decode(r, block, &der) || add_pkcs7(r, block->at, der, &fault);
	} else if (r->passed_over++ < LIMIT_PARSE_ERRORS) {
		diag_undecided(&r->input->diags, NULL, block->at, "a block `%s` is not looked at",
			       octets_shown(r->arena, block->label, 64));
	}
	if (!fine)
		report_fault(r, block->at, what, &fault);
}

static struct str next_line(struct str *rest)
{
	const char *end = memchr(rest->ptr, '\n', rest->len);
	size_t len = end == NULL ? rest->len : (size_t)(end - rest->ptr);
	struct str line = str_slice(rest->ptr, len);

	*rest = end == NULL ? str_slice(rest->ptr + len, 0)
			    : str_slice(end + 1, rest->len - len - 1);
	return line;
}

static struct span span_of(const struct reader *r, struct str line)
{
	size_t start = offset_of(r, line.ptr);
	struct str text = str_trim(line);

	return (struct span){r->input->source->file, (uint32_t)start,
			     (uint32_t)(start + (text.ptr == NULL ? 0 : text.len))};
}

/* Reads up to the end of the block that LINE begins; false where it has none. */
static bool find_end(struct reader *r, struct block *block, struct str *rest)
{
	const char *start = rest->ptr;

	while (rest->len > 0) {
		struct str before = *rest, line = next_line(rest), label = label_of(line, "END ");

		if (label_of(line, "BEGIN ").ptr != NULL) {
			*rest = before;
			break;
		}
		if (label.ptr == NULL)
			continue;
		block->body = str_slice(start, (size_t)(line.ptr - start));
		if (str_eq(label, block->label))
			return true;
		diag_related(&r->input->diags,
			     complain(r, &rule_parse_error, span_of(r, line),
				      "the block `%.*s` ends as `%s`", STR_ARG(block->label),
				      octets_shown(r->arena, label, 64)),
			     block->at, "it begins here");
		return false;
	}
	diag_help(&r->input->diags,
		  complain(r, &rule_parse_error, block->at, "the block `%s` is not closed",
			   octets_shown(r->arena, block->label, 64)),
		  "the file is cut off, or the line `-----END %s-----` is missing",
		  octets_shown(r->arena, block->label, 64));
	return false;
}

static void read_pem(struct reader *r)
{
	uint32_t start = r->input->source->lines[0]; /* behind a byte order mark */
	struct str rest = str_slice(r->octets.ptr + start, r->octets.len - start);

	while (rest.len > 0 && !r->cut_off) {
		struct str line = next_line(&rest);
		struct block block = {.label = label_of(line, "BEGIN "), .at = span_of(r, line)};

		if (block.label.ptr != NULL && find_end(r, &block, &rest))
			read_block(r, &block);
	}
	if (r->blocks > 0 || r->faults > 0 || str_trim(r->octets).len == 0)
		return;
	r->input->source->binary = true; /* it may be anything, a key too */
	diag_help(&r->input->diags,
		  complain(r, &rule_parse_error, (struct span){.file = r->input->source->file},
			   "holds no certificate: neither a PEM block nor DER"),
		  "name files that hold certificates or requests, in PEM, DER or PKCS #7");
}

/* ---- DER --------------------------------------------------------------------------------------- */

/* A certificate and a request begin with a SEQUENCE, SignedData with its object identifier, a private key
 * and PKCS #12 with their version. */
static void read_der(struct reader *r)
{
	const unsigned char *octets = (const unsigned char *)r->octets.ptr;
	struct span at = {.file = r->input->source->file};
	struct certificate_fault fault = {0}, as_request = {0};
	size_t inner = octets[1] < 0x80 ? 2 : 2 + (octets[1] & 0x0fu);

	r->input->source->binary = true;
	if (inner < r->octets.len && octets[inner] == 0x02) {
		diag_undecided(&r->input->diags, NULL, at,
			       "looks like a private key or PKCS #12, which are not read");
		return;
	}
	if (inner < r->octets.len && octets[inner] == 0x06) {
		if (!add_pkcs7(r, at, r->octets, &fault))
			report_fault(r, at, "PKCS #7 object", &fault);
		return;
	}
	if (add_certificate(r, at, r->octets, &fault) || add_request(r, at, r->octets, &as_request))
		return;
	report_fault(r, at, "certificate", &fault);
}

/* A SEQUENCE of a long form, or one that fills the file: `0` begins texts as well. */
static bool begins_as_der(struct str octets)
{
	unsigned length = octets.len < 2 ? 0 : (unsigned char)octets.ptr[1];

	return octets.len >= 2 && octets.ptr[0] == 0x30 &&
	       (length >= 0x80 || length + 2 == octets.len);
}

static void read_input(struct input *input, struct arena *arena)
{
	struct reader r = {.input = input, .arena = arena, .octets = input->source->bytes};

	if (begins_as_der(r.octets) && !has_block(r.octets))
		read_der(&r);
	else
		read_pem(&r);
}

const struct front_end front_end_certificate = {
	.format = "certificate",
	.recognises = recognises,
	.read = read_input,
	.binary = true,
};
