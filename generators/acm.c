/* acm.c -- the request bodies that the AWS CLI takes for certificates. */
#include "acm.h"

#include "base/json.h"
#include "model/validity_table.h"
#include "source/limits.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/banned.h"

enum { TOKEN_SIZE = 33 };

static struct aws_body pending(const char *reason)
{
	return (struct aws_body){.json = STR(""), .pending = reason};
}

static bool is_known(const struct text *text)
{
	return text->presence == KNOWN && text->s.len > 0;
}

struct str acm_region(const struct certificate *certificate)
{
	if (is_known(&certificate->region))
		return certificate->region.s;
	if (certificate->account != NULL && is_known(&certificate->account->region))
		return certificate->account->region.s;
	return STR("");
}

/* Whether its calls go to AWS at all; the default cloud is aws. */
static bool is_in_aws(const struct certificate *certificate)
{
	const struct account *account = certificate->account;

	return account == NULL || !is_known(&account->cloud) || str_is(account->cloud.s, "aws");
}

/* An idempotency token: letters and digits, 32 of them (RequestCertificate: `\w{1,32}`;
 * IssueCertificate: at most 36), a digest of what is asked for and of where. */
static void token_of(struct arena *arena, const struct certificate *certificate, const char *call,
		     struct str what, char token[TOKEN_SIZE])
{
	const struct account *account = certificate->account;
	struct str id = account == NULL ? STR("") : account->id.s;
	char hex[SHA256_HEX_SIZE];

	sha256_hex(str_from(arena_printf(arena, "%s\n%.*s\n%.*s\n%.*s", call, STR_ARG(id),
					 STR_ARG(acm_region(certificate)), STR_ARG(what))),
		   hex);
	memcpy(token, hex, TOKEN_SIZE - 1);
	token[TOKEN_SIZE - 1] = '\0';
}

/* ---- RequestCertificate ---------------------------------------------------------------------- */

/* Index of the first name that may be a common name; COUNT where none is short enough. */
static size_t find_domain_name(const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(names[i]) <= ACM_DOMAIN_NAME_MAX)
			return i;
	return count;
}

/* Why ACM cannot be asked for it; NULL: it can. */
static const char *acm_obstacle(struct arena *arena, const struct certificate *certificate,
				const struct key_algorithm *algorithm, size_t n_names)
{
	const struct authority *authority = certificate->authority;

	if (!is_in_aws(certificate))
		return "its account is not in AWS";
	if (authority == NULL)
		return "its authority is not declared";
	if (!str_is(authority->kind.s, "acm") && !str_is(authority->kind.s, "acm-pca"))
		return "its authority is neither ACM nor an ACM-PCA authority";
	if (str_is(authority->kind.s, "acm-pca") && !is_known(&authority->arn))
		return arena_printf(arena, "the ARN of the authority `%.*s` is not stated",
				    STR_ARG(authority->key.s));
	if (algorithm == NULL || algorithm->acm == NULL)
		return arena_printf(arena, "ACM makes no keys of the algorithm `%s`",
				    certificate->algorithm);
	if (n_names > ACM_NAMES_MAX)
		return arena_printf(arena, "ACM takes %d names in a certificate, and it has %zu",
				    ACM_NAMES_MAX, n_names);
	return NULL;
}

static void write_request(struct buf *out, const struct certificate *certificate,
			  const struct key_algorithm *algorithm, const char *const *names,
			  size_t count, size_t first, const char *token)
{
	bool is_private = str_is(certificate->authority->kind.s, "acm-pca");
	struct json json;

	json_begin(&json, out, JSON_PRETTY);
	json_open_object(&json, NULL);
	json_put_text(&json, "DomainName", names[first]);
	if (!is_private)
		json_put_text(&json, "ValidationMethod", "DNS");
	/* an empty list is refused: the API wants at least one */
	if (count > 1) {
		json_open_array(&json, "SubjectAlternativeNames");
		for (size_t i = 0; i < count; i++)
			if (i != first)
				json_put_text(&json, NULL, names[i]);
		json_end(&json);
	}
	if (token != NULL)
		json_put_text(&json, "IdempotencyToken", token);
	if (is_private)
		json_put_str(&json, "CertificateAuthorityArn", certificate->authority->arn.s);
	json_put_text(&json, "KeyAlgorithm", algorithm->acm);
	json_end(&json);
}

struct aws_body acm_request(struct arena *arena, const struct certificate *certificate)
{
	const struct key_algorithm *algorithm = key_algorithm_find(certificate->algorithm);
	struct buf out CLEANUP(buf_free);
	const char **names, *obstacle;
	char token[TOKEN_SIZE];
	size_t count, first;
	struct err err;

	buf_init(&out, LIMIT_OUTPUT);
	if (csr_names(arena, certificate, &names, &count, &err) != OK)
		return pending(arena_copy(arena, err.text, strlen(err.text)));
	obstacle = acm_obstacle(arena, certificate, algorithm, count);
	if (obstacle != NULL)
		return pending(obstacle);
	first = find_domain_name(names, count);
	if (first == count)
		return pending("none of its names has at most 64 octets, and ACM makes one of "
			       "them the common name");
	write_request(&out, certificate, algorithm, names, count, first, NULL);
	token_of(arena, certificate, "RequestCertificate", buf_view(&out), token);
	buf_clear(&out);
	write_request(&out, certificate, algorithm, names, count, first, token);
	return (struct aws_body){.json = arena_str(arena, buf_view(&out))};
}

/* ---- IssueCertificate ------------------------------------------------------------------------ */

struct str acm_pca_signing_algorithm(const struct authority *authority, bool *ret_assumed)
{
	*ret_assumed = !is_known(&authority->signing_algorithm);
	return *ret_assumed ? STR("SHA256WITHRSA") : authority->signing_algorithm.s;
}

/* Field INDEX of `arn:PARTITION:acm-pca:REGION:ACCOUNT:…`, from 0; "" where there is none. */
static struct str arn_field(struct str arn, unsigned index)
{
	struct str head = STR("");

	if (!str_starts(arn, "arn:"))
		return STR("");
	for (unsigned i = 0; i <= index; i++)
		if (!str_cut(&arn, ':', &head))
			return STR("");
	return head;
}

/* Templates lie in the partition of the authority. */
static struct str partition_of(struct str arn)
{
	struct str partition = arn_field(arn, 1);

	return partition.len > 0 ? partition : STR("aws");
}

struct str acm_pca_region(const struct authority *authority)
{
	return is_known(&authority->arn) ? arn_field(authority->arn.s, 3) : STR("");
}

/* Standard base64 (RFC 4648 section 4): what CLI version 2 takes for a blob inside JSON. */
static const char *base64(struct arena *arena, struct str data)
{
	char *out = arena_bytes(arena, (data.len + 2) / 3 * 4 + 1);

	(void)EVP_EncodeBlock((unsigned char *)out, (const unsigned char *)data.ptr, (int)data.len);
	return out;
}

struct aws_body acm_pca_issue(struct arena *arena, const struct certificate *certificate,
			      const struct csr *csr, date day)
{
	const struct authority *authority = certificate->authority;
	struct buf out CLEANUP(buf_free);
	struct validity validity;
	const char *template;
	char token[TOKEN_SIZE];
	struct json json;
	bool assumed;

	buf_init(&out, LIMIT_OUTPUT);
	if (!is_known(&authority->arn))
		return pending(arena_printf(arena, "the ARN of the authority `%.*s` is not stated",
					    STR_ARG(authority->key.s)));
	if (!validity_of(certificate, day, &validity))
		return pending("neither `validity_days` nor the authority's `max_validity_days` "
			       "says how long it is to be valid");
	if (csr->pem.len > ACM_PCA_CSR_MAX)
		return pending("its CSR has more than the 32,768 octets that ACM-PCA takes");
	template =
		arena_printf(arena, "arn:%.*s:acm-pca:::template/EndEntityServerAuthCertificate/V1",
			     STR_ARG(partition_of(authority->arn.s)));
	token_of(arena, certificate, "IssueCertificate",
		 str_from(arena_printf(arena, "%.*s\n%s\n%s\n%u", STR_ARG(authority->arn.s),
				       csr->tbs_sha256, template, validity.days)),
		 token);
	json_begin(&json, &out, JSON_PRETTY);
	json_open_object(&json, NULL);
	json_put_str(&json, "CertificateAuthorityArn", authority->arn.s);
	json_put_text(&json, "Csr", base64(arena, csr->pem));
	json_put_str(&json, "SigningAlgorithm", acm_pca_signing_algorithm(authority, &assumed));
	json_put_text(&json, "TemplateArn", template);
	json_open_object(&json, "Validity");
	json_put_number(&json, "Value", validity.days);
	json_put_text(&json, "Type", "DAYS");
	json_end(&json);
	json_put_text(&json, "IdempotencyToken", token);
	json_end(&json);
	return (struct aws_body){.json = arena_str(arena, buf_view(&out))};
}
