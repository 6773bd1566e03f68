/* key_plan.c -- the key management plan: document control, scope, roles, gaps, appendices. */
#include "key_plan.h"

#include "base/digest.h"
#include "key_plan_sections.h"
#include "model/validity_table.h"
#include "source/limits.h"

#include "base/banned.h"

/* ---- shared ---------------------------------------------------------------------------------- */

const char *key_plan_md(const struct key_plan *plan, struct str text)
{
	return markdown_text(plan->arena, text);
}

const char *key_plan_date(const struct key_plan *plan, date day)
{
	return date_text(day, arena_bytes(plan->arena, DATE_TEXT_SIZE));
}

static PRINTF(2, 0) const char *note_gap(struct key_plan *plan, const char *fmt, va_list args)
{
	*VEC_PUSH(plan->arena, &plan->gaps) = arena_vprintf(plan->arena, fmt, args);
	return NOT_STATED;
}

const char *key_plan_gap(struct key_plan *plan, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	note_gap(plan, fmt, args);
	va_end(args);
	return NOT_STATED;
}

const char *key_plan_show(const struct key_plan *plan, const struct text *text)
{
	if (text->presence == UNSETTLED)
		return "not known yet";
	return text->presence == KNOWN && text->s.len > 0 ? key_plan_md(plan, text->s) : NOT_STATED;
}

const char *key_plan_stated(struct key_plan *plan, const struct text *text, const char *fmt, ...)
{
	va_list args;

	if (text->presence == ABSENT || text->s.len == 0) {
		va_start(args, fmt);
		note_gap(plan, fmt, args);
		va_end(args);
	}
	return key_plan_show(plan, text);
}

const char *key_plan_of(const struct key_plan *plan, const struct certificate *certificate)
{
	return arena_printf(plan->arena, "the certificate %s",
			    key_plan_md(plan, certificate->key.s));
}

const char *key_plan_account(const struct key_plan *plan, const struct certificate *certificate)
{
	if (certificate->account != NULL)
		return key_plan_md(plan, certificate->account->key.s);
	return key_plan_show(plan, &certificate->account_name);
}

const struct text *key_plan_owner(const struct certificate *certificate)
{
	if (certificate->owner.presence == ABSENT && certificate->subdomain != NULL)
		return &certificate->subdomain->owner;
	return &certificate->owner;
}

bool key_plan_is_kind(const struct certificate *certificate, const char *kind)
{
	return certificate->authority != NULL && certificate->authority->kind.presence == KNOWN &&
	       str_is(certificate->authority->kind.s, kind);
}

const char *key_plan_names(const struct key_plan *plan, const struct certificate *certificate)
{
	struct buf out CLEANUP(buf_free);

	buf_init(&out, LIMIT_OUTPUT);
	for (size_t i = 0; i < certificate->names.n; i++)
		buf_printf(&out, "%s%s", i > 0 ? ", " : "",
			   key_plan_md(plan, certificate->names.items[i].s));
	return arena_cstr(plan->arena, buf_view(&out));
}

/* ---- document control ------------------------------------------------------------------------ */

static int by_path(const void *a, const void *b)
{
	return str_cmp((*(struct source *const *)a)->path, (*(struct source *const *)b)->path);
}

static void write_inputs(struct key_plan *plan)
{
	const struct sources *sources = &plan->run->sources;
	struct source **files = NEW_ARRAY(plan->arena, struct source *, sources->files.n);
	char hex[SHA256_HEX_SIZE];

	for (size_t i = 0; i < sources->files.n; i++)
		files[i] = sources->files.items[i];
	if (sources->files.n > 0)
		qsort(files, sources->files.n, sizeof(struct source *), by_path);
	buf_text(plan->out, "\nInputs:\n\n");
	markdown_row(plan->out, "File", "SHA-256", NULL);
	markdown_rule(plan->out, 2);
	for (size_t i = 0; i < sources->files.n; i++)
		markdown_row(plan->out, key_plan_md(plan, files[i]->path),
			     sha256_hex(files[i]->bytes, hex), NULL);
}

static void write_control(struct key_plan *plan)
{
	const struct key_management *management = &plan->model->key_management;

	buf_text(plan->out, "\n## 1. Document control\n\n");
	markdown_row(plan->out, "What", "Value", NULL);
	markdown_rule(plan->out, 2);
	markdown_row(plan->out, "Organisation",
		     key_plan_stated(plan, &management->organisation,
				     "whose keys these are (`key_management.organisation`)"),
		     NULL);
	markdown_row(plan->out, "As of", key_plan_date(plan, plan->run->now), NULL);
	markdown_row(plan->out, "Made by", "zonewarrant " ZONEWARRANT_VERSION, NULL);
	markdown_row(plan->out, "Dated rules", VALIDITY_TABLE_SOURCE, NULL);
	markdown_row(plan->out, "Reviewed",
		     key_plan_stated(plan, &management->review,
				     "how often this plan is reviewed (`key_management.review`)"),
		     NULL);
	markdown_row(plan->out, "Approved by",
		     "whoever approves the change that this document came with", NULL);
	write_inputs(plan);
}

/* ---- scope ----------------------------------------------------------------------------------- */

static const char *authority_name(const struct key_plan *plan, const struct authority *authority)
{
	if (authority->type.presence != KNOWN || authority->kind.presence != KNOWN)
		return key_plan_md(plan, authority->key.s);
	return arena_printf(plan->arena, "%s (%s, %s)", key_plan_md(plan, authority->key.s),
			    key_plan_md(plan, authority->type.s),
			    key_plan_md(plan, authority->kind.s));
}

static size_t count_of_authority(const struct model *model, const struct authority *authority)
{
	size_t count = 0;

	for (size_t i = 0; i < model->certificates.n; i++)
		count += model->certificates.items[i]->authority == authority;
	return count;
}

static void write_scope(struct key_plan *plan)
{
	const struct model *model = plan->model;
	size_t without = count_of_authority(model, NULL);

	buf_printf(plan->out,
		   "\n## 2. Scope\n\n"
		   "The certificates that the configuration declares, or that follow from it, and "
		   "their "
		   "keys: %zu in number. Keys and certificates that it does not name are not "
		   "covered.\n\n",
		   model->certificates.n);
	markdown_row(plan->out, "Authority", "Certificates", "Ends on", NULL);
	markdown_rule(plan->out, 3);
	for (size_t i = 0; i < model->authorities.n; i++) {
		const struct authority *authority = model->authorities.items[i];
		bool has_end = authority->not_after.presence == KNOWN;

		markdown_row(plan->out, authority_name(plan, authority),
			     arena_printf(plan->arena, "%zu", count_of_authority(model, authority)),
			     has_end ? key_plan_date(plan, authority->not_after.day) : "-", NULL);
	}
	if (without > 0)
		markdown_row(plan->out, key_plan_gap(plan, "who issues %zu certificates", without),
			     arena_printf(plan->arena, "%zu", without), "-", NULL);
}

/* ---- roles ----------------------------------------------------------------------------------- */

static void write_roles(struct key_plan *plan)
{
	const struct key_management *management = &plan->model->key_management;
	const struct role_holders *roles = &management->roles;
	const struct {
		const char *role, *gap, *key, *duty;
		const struct text *holder;
	} rows[] = {
		{"Owner", "who owns the keys", "owner", "answers for the keys and certificates",
		 &roles->owner},
		{"Custodian", "who the custodian of the keys is", "custodian",
		 "holds, installs and destroys the keys", &roles->custodian},
		{"Backup custodian", "who stands in for the custodian", "backup_custodian",
		 "does so where the custodian cannot", &roles->backup_custodian},
		{"Security officer", "who the security officer is", "security_officer",
		 "decides about a compromise", &roles->security_officer},
		{"Auditor", "who audits", "auditor", "checks this plan and its records",
		 &roles->auditor},
	};

	buf_text(plan->out, "\n## 3. Roles and custodians\n\n"
			    "SP 800-57 Part 2 Rev. 1, sections 5.1.3 and 6.2.2.\n\n");
	markdown_row(plan->out, "Role", "Holder", "Duty", NULL);
	markdown_rule(plan->out, 3);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		markdown_row(plan->out, rows[i].role,
			     key_plan_stated(plan, rows[i].holder, "%s (`key_management.roles.%s`)",
					     rows[i].gap, rows[i].key),
			     rows[i].duty, NULL);
	markdown_row(plan->out, "Compromise contact",
		     key_plan_stated(plan, &management->compromise_contact,
				     "whom to tell of a compromise "
				     "(`key_management.compromise_contact`)"),
		     "is told first", NULL);
	if (roles->custodian.s.len > 0 && str_eq(roles->custodian.s, roles->backup_custodian.s)) {
		(void)key_plan_gap(plan, "a backup custodian who is not the custodian");
		buf_text(plan->out, "\nThe backup custodian is the custodian: nobody stands in.\n");
	}
}

/* ---- the end --------------------------------------------------------------------------------- */

static void write_gaps(struct key_plan *plan)
{
	const struct summary *summary = &plan->run->summary;

	buf_text(plan->out, "\n## 10. What is not stated\n\n");
	if (plan->gaps.n == 0)
		buf_text(plan->out, "Nothing is missing.\n");
	for (size_t i = 0; i < plan->gaps.n; i++)
		buf_printf(plan->out, "%zu. %s\n", i + 1, plan->gaps.items[i]);
	buf_printf(plan->out,
		   "\nFindings of the check: %zu errors, %zu warnings, %zu notices, %zu waived; "
		   "%zu questions without an answer.\n",
		   summary->errors, summary->warnings, summary->infos, summary->waived,
		   summary->unknown);
}

static void write_requests(struct key_plan *plan)
{
	buf_text(plan->out, "\n## Appendix A. Certification requests\n\n");
	markdown_row(plan->out, "Certificate", "File", "Signature", "SHA-256 of the public key",
		     "SHA-256 of what is signed", NULL);
	markdown_rule(plan->out, 5);
	for (size_t i = 0; i < plan->requests->n; i++) {
		const struct request *request = &plan->requests->items[i];
		const char *name = key_plan_md(plan, request->certificate->key.s);

		if (request->has_csr)
			markdown_row(plan->out, name,
				     arena_printf(plan->arena, "csr/%s.csr.pem", request->part),
				     request->csr.algorithm->signature, request->csr.spki_sha256,
				     request->csr.tbs_sha256, NULL);
		else
			markdown_row(plan->out, name,
				     request->csr_pending == NULL ? "none: ACM holds the key"
								  : "pending",
				     "-", "-", "-", NULL);
	}
}

static void write_references(struct key_plan *plan)
{
	buf_text(plan->out, "\n## Appendix B. References\n\n"
			    "- NIST SP 800-57 Part 1 Rev. 5 (2020-05), Part 2 Rev. 1 (2019-05)\n"
			    "- " VALIDITY_TABLE_SOURCE "\n"
			    "- RFC 2986 (PKCS #10), RFC 5280 (certificates), RFC 5958 (PKCS #8), "
			    "RFC 8018 (PBES2), RFC 8659 (CAA)\n"
			    "- PCI DSS 4.0.1, requirement 4.2.1.1 (inventory of keys and "
			    "certificates): sections 4 and 5\n");
}

struct str key_plan_text(struct arena *arena, const struct run *run,
			 const struct requests *requests)
{
	struct buf out CLEANUP(buf_free);
	struct key_plan plan = {.arena = arena,
				.run = run,
				.model = &run->model,
				.requests = requests,
				.out = &out};

	buf_init(&out, LIMIT_OUTPUT);
	buf_text(&out, "# Key management plan\n\n"
		       "How the certificates of this configuration and their keys are issued, "
		       "renewed, revoked and supported. " NOT_STATED
		       " marks what nobody has written down; section 10 lists it. No date here "
		       "comes from a clock: all are counted from the day of section 1.\n");
	write_control(&plan);
	write_scope(&plan);
	write_roles(&plan);
	key_plan_write_keys(&plan);
	key_plan_write_certificates(&plan);
	key_plan_write_issuing(&plan);
	key_plan_write_renewing(&plan);
	key_plan_write_revoking(&plan);
	key_plan_write_supporting(&plan);
	write_gaps(&plan);
	write_requests(&plan);
	write_references(&plan);
	return arena_str(arena, buf_view(&out));
}

void key_plan_add(struct bundle *bundle, const struct run *run, const struct requests *requests)
{
	struct str text = key_plan_text(bundle->arena, run, requests);
	bool new_key = false;

	for (size_t i = 0; i < requests->n; i++)
		new_key = new_key || requests->items[i].key_is_new;
	/* it names keys by their public half: another key makes another text */
	if (new_key)
		bundle_add_irreproducible(bundle, "key-management-plan.md", text, NULL);
	else
		bundle_add(bundle, "key-management-plan.md", text);
}
