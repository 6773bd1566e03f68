/* key_plan_revoking.c -- revoking, compromise, and supporting. */
#include "key_plan_sections.h"
#include "base/shell.h"
#include "model/validity_table.h"

#include "base/banned.h"

/* ---- reasons --------------------------------------------------------------------------------- */

enum decides { OWNER_DECIDES, SECURITY_DECIDES };

/* BR 4.9.1.1: what a public authority must revoke for, and how soon; the reasons are those of RFC
 * 5280 section 5.3.1, in the spelling of AWS Private CA's RevokeCertificate. */
static const struct {
	const char *trigger, *reason, *deadline;
	enum decides who;
} triggers[] = {
	{"the key is, or may be, in other hands", "KEY_COMPROMISE", "24 hours", SECURITY_DECIDES},
	{"the key can be computed, or is of a known weak kind", "KEY_COMPROMISE", "24 hours",
	 SECURITY_DECIDES},
	{"the request was not authorised", "PRIVILEGE_WITHDRAWN", "24 hours", SECURITY_DECIDES},
	{"the proof of control of a domain cannot be relied on", "SUPERSEDED", "24 hours",
	 SECURITY_DECIDES},
	{"the owner asks, without another reason", "UNSPECIFIED", "24 hours", OWNER_DECIDES},
	{"the domain, or the right to use it, is given up", "CESSATION_OF_OPERATION", "5 days",
	 OWNER_DECIDES},
	{"what the certificate says is no longer true", "PRIVILEGE_WITHDRAWN", "5 days",
	 OWNER_DECIDES},
	{"key or certificate does not meet the requirements", "SUPERSEDED", "5 days",
	 SECURITY_DECIDES},
	{"a new certificate takes its place", "SUPERSEDED", "none", OWNER_DECIDES},
};

static void write_triggers(struct key_plan *plan)
{
	const struct role_holders *roles = &plan->model->key_management.roles;
	const char *officer = key_plan_show(plan, &roles->security_officer);

	buf_text(
		plan->out,
		"\n### 8.1 Reasons and deadlines\n\n"
		"The deadline is the public authority's, from the moment it knows (BR 4.9.1.1): we "
		"must have replaced the certificate by then. A private authority sets its own. A "
		"certificate of at most 7 days needs no revocation (BR 4.9.1.1, 7.1.2.11.2).\n\n");
	markdown_row(plan->out, "When", "Reason", "Deadline", "Who decides", NULL);
	markdown_rule(plan->out, 4);
	for (size_t i = 0; i < COUNT_OF(triggers); i++)
		markdown_row(plan->out, triggers[i].trigger, triggers[i].reason,
			     triggers[i].deadline,
			     triggers[i].who == OWNER_DECIDES
				     ? "the owner of section 5"
				     : arena_printf(plan->arena, "security officer: %s", officer),
			     NULL);
}

/* ---- authorities ----------------------------------------------------------------------------- */

static const char *command_of(const struct key_plan *plan, const struct authority *authority)
{
	struct str region = acm_pca_region(authority);

	if (str_is(authority->kind.s, "acm-pca") && authority->arn.presence == KNOWN)
		return arena_printf(
			plan->arena,
			"aws acm-pca revoke-certificate%s%s --certificate-authority-arn %s "
			"--certificate-serial \"$SERIAL\" --revocation-reason \"$REASON\"",
			region.len > 0 ? " --region " : "",
			region.len > 0 ? shell_word(plan->arena, region) : "",
			shell_word(plan->arena, authority->arn.s));
	if (str_is(authority->kind.s, "acm"))
		return "aws acm delete-certificate --certificate-arn \"$CERTIFICATE_ARN\"";
	if (str_is(authority->kind.s, "acme") && authority->directory.presence == KNOWN)
		return arena_printf(plan->arena,
				    "certbot revoke --server %s --cert-path CERTIFICATE.crt.pem "
				    "--reason keycompromise",
				    shell_word(plan->arena, authority->directory.s));
	return NULL;
}

/* How those who trust the authority learn of a revocation. */
static const char *published_at(struct key_plan *plan, const struct authority *authority)
{
	const char *crl = key_plan_show(plan, &authority->crl);
	const char *ocsp = key_plan_show(plan, &authority->ocsp);

	if (authority->crl.presence == KNOWN && authority->ocsp.presence == KNOWN)
		return arena_printf(plan->arena, "CRL %s, OCSP %s", crl, ocsp);
	if (authority->crl.presence == KNOWN)
		return arena_printf(plan->arena, "CRL %s", crl);
	if (authority->ocsp.presence == KNOWN)
		return arena_printf(plan->arena, "OCSP %s", ocsp);
	if (authority->type.presence == KNOWN && str_is(authority->type.s, "public"))
		return "CRL and OCSP as the certificate itself names them";
	return key_plan_gap(plan, "where the authority %s publishes revocations (`revocation`)",
			    key_plan_md(plan, authority->key.s));
}

static const char *contact_of(struct key_plan *plan, const struct authority *authority)
{
	if (authority->revocation_contact.presence == ABSENT && str_is(authority->kind.s, "acm"))
		return "AWS Support";
	return key_plan_stated(plan, &authority->revocation_contact,
			       "whom to ask for a revocation at the authority %s "
			       "(`revocation.contact`)",
			       key_plan_md(plan, authority->key.s));
}

static void write_authority(struct key_plan *plan, const struct authority *authority)
{
	const char *command = command_of(plan, authority);
	/* one after the other, for both note gaps: C leaves the order of arguments open */
	const char *published = published_at(plan, authority);
	const char *contact = contact_of(plan, authority);

	buf_printf(plan->out, "\n%s: published by %s. Contact: %s\n",
		   key_plan_md(plan, authority->key.s), published, contact);
	/* ACM User Guide, "Revoke a public certificate": only exported ones can be, and none here
	 * is */
	if (str_is(authority->kind.s, "acm"))
		buf_text(plan->out,
			 "\nACM revokes only what was exported from it, and nothing here "
			 "is: its keys do not leave it. A certificate that is no longer "
			 "wanted is taken from its listeners and deleted.\n");
	if (command != NULL)
		buf_printf(plan->out, "\n```sh\n%s\n```\n", command);
	else
		buf_printf(plan->out, "\nHow it is asked: %s\n",
			   key_plan_gap(plan, "how the authority %s is asked to revoke",
					key_plan_md(plan, authority->key.s)));
}

/* ---- compromise ------------------------------------------------------------------------------ */

static void write_compromise(struct key_plan *plan)
{
	buf_printf(
		plan->out,
		"\n### 8.3 When a key is compromised\n\n"
		"SP 800-57 Part 2 Rev. 1, section 6.2.14. Tell first: %s\n\n"
		"1. Find every certificate of the key: section 4 lists keys that several share.\n"
		"2. Make a new key elsewhere, never from the old one, and a new request: move the "
		"old key file away and run `plan --keys`.\n"
		"3. Issue, check and install the new certificate (section 6).\n"
		"4. Revoke the old one with the reason KEY\\_COMPROMISE (section 8.2).\n"
		"5. Destroy every copy of the old key, and write down when and by whom.\n"
		"6. Look at who could read the key, and at what else they could; change what they "
		"could change, DNS credentials and authority accounts included.\n",
		key_plan_show(plan, &plan->model->key_management.compromise_contact));
}

void key_plan_write_revoking(struct key_plan *plan)
{
	buf_text(plan->out,
		 "\n## 8. Revoking\n\nSP 800-57 Part 2 Rev. 1, sections 6.2.6 and 6.2.10.\n");
	write_triggers(plan);
	buf_text(plan->out, "\n### 8.2 How each authority is asked\n\n"
			    "`SERIAL` is the certificate's serial number, `REASON` that of 8.1.\n");
	for (size_t i = 0; i < plan->model->authorities.n; i++)
		write_authority(plan, plan->model->authorities.items[i]);
	write_compromise(plan);
}

/* ---- supporting ------------------------------------------------------------------------------ */

/* What must stay in public DNS for as long as the certificates are renewed. */
static void write_standing_records(struct key_plan *plan)
{
	bool any = false;

	buf_text(plan->out, "\nRecords that must stay in public DNS:\n\n");
	for (size_t i = 0; i < plan->requests->n; i++) {
		const struct certificate *certificate = plan->requests->items[i].certificate;

		for (size_t k = 0; k < certificate->n_validations; k++)
			buf_printf(plan->out, "- %s CNAME %s, for %s\n",
				   key_plan_show(plan, &certificate->validations[k].name),
				   key_plan_show(plan, &certificate->validations[k].value),
				   key_plan_md(plan, certificate->key.s));
		any = any || certificate->n_validations > 0;
	}
	if (!any)
		buf_text(plan->out, "- no validation record is known yet\n");
}

void key_plan_write_supporting(struct key_plan *plan)
{
	static const struct {
		const char *what, *gap;
	} unsaid[] = {
		{"On call", "who is on call for certificates"},
		{"Backup of keys", "whether, where and by whom keys are backed up"},
		{"Last restore of a key", "when a key was last restored to try it"},
		{"Destruction", "who witnesses that a key is destroyed"},
		{"Drill of a mass revocation", "when replacing all certificates was last tried"},
	};

	buf_text(
		plan->out,
		"\n## 9. Supporting\n\n"
		"SP 800-57 Part 2 Rev. 1, sections 3.2.2.9, 3.2.2.10, 6.2.12 and 6.2.13. A private "
		"authentication key is not archived, and is destroyed at the end of its use (Part "
		"1 "
		"Rev. 5, section 8.3). Who needs help asks the owner of section 5.\n\n");
	markdown_row(plan->out, "What", "Stated", NULL);
	markdown_rule(plan->out, 2);
	markdown_row(plan->out, "Watching for ends",
		     "the calendar of section 7.1, and `zonewarrant check` before each merge",
		     NULL);
	for (size_t i = 0; i < COUNT_OF(unsaid); i++)
		markdown_row(plan->out, unsaid[i].what, key_plan_gap(plan, "%s", unsaid[i].gap),
			     NULL);
	write_standing_records(plan);
}
