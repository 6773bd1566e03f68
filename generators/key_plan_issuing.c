/* key_plan_issuing.c -- how each certificate is asked for, with the commands. */
#include "key_plan_sections.h"
#include "base/shell.h"
#include "model/validity_table.h"
#include "source/limits.h"

#include "base/banned.h"

/* A region as an option of a command, with the blank before it; "" leaves it to the profile. */
static const char *region_option(const struct key_plan *plan, struct str region)
{
	return region.len == 0
		       ? ""
		       : arena_printf(plan->arena, " --region %s", shell_word(plan->arena, region));
}

static const char *arn_word(const struct key_plan *plan, const struct certificate *certificate)
{
	if (certificate->authority->arn.presence != KNOWN)
		return "\"$AUTHORITY_ARN\"";
	return shell_word(plan->arena, certificate->authority->arn.s);
}

static void begin_commands(struct key_plan *plan)
{
	buf_text(plan->out, "\n```sh\n");
}

static void end_commands(struct key_plan *plan)
{
	buf_text(plan->out, "```\n");
}

/* ---- ACM ------------------------------------------------------------------------------------- */

static void write_validations(struct key_plan *plan, const struct certificate *certificate)
{
	if (certificate->n_validations == 0) {
		buf_text(plan->out, "\nIts validation record is not known before the request. "
				    "`describe-certificate` shows it: write it under `validation` "
				    "of the certificate, plan again, and apply the record.\n");
		return;
	}
	buf_text(plan->out, "\nIts validation record, which stays for every renewal:\n\n");
	for (size_t i = 0; i < certificate->n_validations; i++)
		buf_printf(plan->out, "- %s CNAME %s\n",
			   key_plan_show(plan, &certificate->validations[i].name),
			   key_plan_show(plan, &certificate->validations[i].value));
}

static void write_acm(struct key_plan *plan, const struct request *request)
{
	const char *region = region_option(plan, request->region);

	begin_commands(plan);
	buf_printf(plan->out,
		   "aws acm request-certificate%s --cli-input-json file://%s\n"
		   "aws acm describe-certificate%s --certificate-arn \"$CERTIFICATE_ARN\"\n"
		   "aws acm wait certificate-validated%s --certificate-arn \"$CERTIFICATE_ARN\"\n",
		   region, request->full_path, region, region);
	end_commands(plan);
	if (key_plan_is_kind(request->certificate, "acm"))
		write_validations(plan, request->certificate);
	else
		buf_text(plan->out, "\nA private authority validates nothing: who may call it is "
				    "who may issue.\n");
}

/* ---- ACM-PCA --------------------------------------------------------------------------------- */

/* The private key as `import-certificate` wants it: in clear, and in no file. */
static const char *key_word(const struct key_plan *plan, const struct request *request)
{
	const struct text *path = &request->certificate->key_path;

	if (path->presence == KNOWN)
		return shell_word(plan->arena, path->s);
	return arena_printf(plan->arena, "\"$KEYS/%s.pem\"", request->part);
}

static void write_import(struct key_plan *plan, const struct request *request)
{
	const char *region = region_option(plan, acm_region(request->certificate));

	buf_text(plan->out, "\nTo end TLS at a load balancer, ACM is given the certificate and its "
			    "key (`KEYS` is the folder of `--keys`; the shell is bash). The key is "
			    "read from a pipe, so that it is in no further file:\n");
	begin_commands(plan);
	buf_printf(plan->out,
		   "aws acm import-certificate%s --certificate fileb://%s.crt.pem "
		   "--certificate-chain fileb://%s.chain.pem "
		   "--private-key fileb://<(openssl pkey -in %s)\n",
		   region, request->part, request->part, key_word(plan, request));
	end_commands(plan);
}

static void write_acm_pca(struct key_plan *plan, const struct request *request)
{
	const struct certificate *certificate = request->certificate;
	const char *region = region_option(plan, request->region);
	const char *arn = arn_word(plan, certificate);
	bool assumed;
	struct str algorithm = acm_pca_signing_algorithm(certificate->authority, &assumed);

	buf_printf(
		plan->out,
		"\nThe authority signs with %s%s. The first command shows the kind of its key, "
		"which must fit; where it does not, AWS refuses the second and issues nothing.\n",
		key_plan_md(plan, algorithm),
		assumed ? ", because its `signing_algorithm` is not stated" : "");
	begin_commands(plan);
	buf_printf(plan->out,
		   "aws acm-pca describe-certificate-authority%s --certificate-authority-arn %s "
		   "--query CertificateAuthority.CertificateAuthorityConfiguration.KeyAlgorithm\n"
		   "aws acm-pca issue-certificate%s --cli-input-json file://%s\n"
		   "aws acm-pca wait certificate-issued%s --certificate-authority-arn %s "
		   "--certificate-arn \"$CERTIFICATE_ARN\"\n",
		   region, arn, region, request->full_path, region, arn);
	buf_printf(plan->out,
		   "aws acm-pca get-certificate%s --certificate-authority-arn %s --certificate-arn "
		   "\"$CERTIFICATE_ARN\" --query Certificate --output text >%s.crt.pem\n"
		   "aws acm-pca get-certificate%s --certificate-authority-arn %s --certificate-arn "
		   "\"$CERTIFICATE_ARN\" --query CertificateChain --output text >%s.chain.pem\n",
		   region, arn, request->part, region, arn, request->part);
	end_commands(plan);
	if (certificate->custody == CUSTODY_FILE || certificate->custody == CUSTODY_EXISTING)
		write_import(plan, request);
}

/* ---- others ---------------------------------------------------------------------------------- */

static void write_acme(struct key_plan *plan, const struct request *request)
{
	const struct text *directory = &request->certificate->authority->directory;

	if (directory->presence != KNOWN) {
		buf_printf(plan->out, "\nThe authority's ACME directory: %s\n",
			   key_plan_gap(plan, "the ACME directory of the authority of %s",
					key_plan_of(plan, request->certificate)));
		return;
	}
	begin_commands(plan);
	buf_printf(plan->out,
		   "certbot certonly --manual --preferred-challenges dns --server %s "
		   "--csr csr/%s.csr.pem --cert-path %s.crt.pem --chain-path %s.chain.pem "
		   "--fullchain-path %s.fullchain.pem\n",
		   shell_word(plan->arena, directory->s), request->part, request->part,
		   request->part, request->part);
	end_commands(plan);
	buf_text(plan->out,
		 "\nThe challenge is a TXT record at `_acme-challenge.` before each name "
		 "without its `*.` (RFC 8555 section 8.4), in the public zone.\n");
}

static void write_other(struct key_plan *plan, const struct request *request)
{
	buf_printf(plan->out, "\nGive csr/%s.csr.pem to the authority. How it takes it: %s\n",
		   request->part,
		   key_plan_gap(plan, "how the authority of %s is asked",
				key_plan_of(plan, request->certificate)));
}

/* What is issued must hold the key and the names that were asked for. */
static void write_acceptance(struct key_plan *plan, const struct request *request)
{
	buf_text(plan->out, "\nAccept it only where the first command prints the key of section 4 "
			    "and the second the names of section 5:\n");
	begin_commands(plan);
	buf_printf(
		plan->out,
		"openssl x509 -in %s.crt.pem -noout -pubkey | openssl pkey -pubin -outform DER | "
		"openssl dgst -sha256\n"
		"openssl x509 -in %s.crt.pem -noout -ext subjectAltName\n",
		request->part, request->part);
	end_commands(plan);
}

static void write_with_csr(struct key_plan *plan, const struct request *request)
{
	if (key_plan_is_kind(request->certificate, "acm-pca"))
		write_acm_pca(plan, request);
	else if (key_plan_is_kind(request->certificate, "acme"))
		write_acme(plan, request);
	else
		write_other(plan, request);
	write_acceptance(plan, request);
}

/* ACM takes no CSR: a certificate of its own authority with a key of ours has no way. */
static bool has_no_way(const struct certificate *certificate)
{
	return certificate->authority == NULL ||
	       (certificate->custody != CUSTODY_ACM && key_plan_is_kind(certificate, "acm"));
}

static void write_issue(struct key_plan *plan, const struct request *request, size_t number)
{
	const struct certificate *certificate = request->certificate;
	const char *pending =
		request->csr_pending != NULL ? request->csr_pending : request->body.pending;

	buf_printf(plan->out, "\n### 6.%zu %s\n\nCalls are made in the account %s.\n", number,
		   key_plan_md(plan, certificate->key.s), key_plan_account(plan, certificate));
	if (certificate->authority == NULL)
		buf_text(plan->out, "\nIts authority: " NOT_STATED "\n");
	if (pending != NULL)
		buf_printf(plan->out, "\nPending, so that this cannot be done yet: %s.\n",
			   key_plan_md(plan, str_from(pending)));
	if (has_no_way(certificate))
		return;
	if (certificate->custody == CUSTODY_ACM)
		write_acm(plan, request);
	else
		write_with_csr(plan, request);
}

void key_plan_write_issuing(struct key_plan *plan)
{
	buf_text(plan->out,
		 "\n## 6. Issuing\n\n"
		 "SP 800-57 Part 2 Rev. 1, sections 3.2.2.3 and 6.2.3. Paths are those of the "
		 "bundle. `CERTIFICATE_ARN` is what the request answers. A request is made after "
		 "its change was approved, by who may act in the account named.\n");
	for (size_t i = 0; i < plan->requests->n; i++)
		write_issue(plan, &plan->requests->items[i], i + 1);
}
