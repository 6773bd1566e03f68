/* key_plan_inventory.c -- the inventories of keys and of certificates. */
#include "base/map.h"
#include "key_plan_sections.h"
#include "model/validity_table.h"
#include "source/limits.h"

#include "base/banned.h"

/* ---- keys ------------------------------------------------------------------------------------ */

static const char *place_in_acm(const struct key_plan *plan, const struct certificate *certificate)
{
	struct str region = acm_region(certificate);

	return arena_printf(plan->arena, "AWS Certificate Manager, account %s, region %s",
			    key_plan_account(plan, certificate),
			    region.len == 0 ? NOT_STATED : key_plan_md(plan, region));
}

/* Where the key is and who can take it away from there. */
static const char *place_of_key(struct key_plan *plan, const struct request *request)
{
	const struct certificate *certificate = request->certificate;
	const char *of = key_plan_of(plan, certificate);

	switch (certificate->custody) {
	case CUSTODY_ACM:
		return arena_printf(plan->arena, "%s; does not leave it",
				    place_in_acm(plan, certificate));
	case CUSTODY_FILE:
		if (certificate->key_path.presence == ABSENT)
			return arena_printf(plan->arena,
					    "%s.pem in the folder of `--keys`, mode 0600",
					    key_plan_md(plan, str_from(request->part)));
		return arena_printf(plan->arena, "file %s",
				    key_plan_show(plan, &certificate->key_path));
	case CUSTODY_EXISTING:
		return arena_printf(plan->arena, "file %s",
				    key_plan_stated(plan, &certificate->key_path,
						    "where the existing key of %s is", of));
	case CUSTODY_PKCS11:
		if (certificate->key_uri.presence != KNOWN)
			return key_plan_gap(plan, "in which token the key of %s is", of);
		return arena_printf(
			plan->arena, "token %s; does not leave it",
			key_plan_md(plan, str_from(key_uri_without_pin(plan->arena,
								       certificate->key_uri.s))));
	case CUSTODY_EXTERNAL:
		return "a service outside, which signs; does not leave it";
	}
	BUG("a key custody that no one knows");
}

/* A holder of this certificate's own, else of the role. */
static const char *holder(struct key_plan *plan, const struct text *own, const struct text *role)
{
	return key_plan_show(plan, own->presence == ABSENT ? role : own);
}

static const char *algorithm_of(const struct key_plan *plan, const struct certificate *certificate)
{
	const struct key_algorithm *algorithm = key_algorithm_find(certificate->algorithm);

	if (algorithm != NULL)
		return algorithm->title;
	return certificate->algorithm == NULL ? "chosen by the authority"
					      : key_plan_md(plan, str_from(certificate->algorithm));
}

static const char *key_id(const struct request *request)
{
	if (request->has_csr)
		return request->csr.spki_sha256;
	return request->csr_pending == NULL ? "made by ACM" : "not made or not at hand";
}

static void write_key(struct key_plan *plan, const struct request *request)
{
	const struct certificate *certificate = request->certificate;
	const struct role_holders *roles = &plan->model->key_management.roles;

	markdown_row(plan->out, key_plan_md(plan, certificate->key.s), key_id(request),
		     algorithm_of(plan, certificate), place_of_key(plan, request),
		     holder(plan, key_plan_owner(certificate), &roles->owner),
		     holder(plan, &certificate->custodian, &roles->custodian),
		     holder(plan, &certificate->backup_custodian, &roles->backup_custodian), NULL);
	if (certificate->custodian.s.len > 0 &&
	    str_eq(certificate->custodian.s, certificate->backup_custodian.s))
		(void)key_plan_gap(plan, "a backup custodian of %s who is not its custodian",
				   key_plan_of(plan, certificate));
}

/* Two certificates of one key fall together when it is compromised. */
static void write_shared_keys(struct key_plan *plan)
{
	const struct requests *requests = plan->requests;
	struct map first_of;
	bool any = false;

	map_init(&first_of, plan->arena);
	for (size_t i = 0; i < requests->n; i++) {
		struct request *request = &requests->items[i], *first;

		if (!request->has_csr)
			continue;
		first = map_add(&first_of, str_from(request->csr.spki_sha256), request);
		if (first == NULL)
			continue;
		buf_printf(plan->out, "%s- %s has the key of %s\n",
			   any ? "" : "\nKeys in more than one certificate:\n\n",
			   key_plan_md(plan, request->certificate->key.s),
			   key_plan_md(plan, first->certificate->key.s));
		any = true;
	}
	if (!any)
		buf_text(plan->out, "\nNo key that is at hand is in two certificates.\n");
}

void key_plan_write_keys(struct key_plan *plan)
{
	buf_text(
		plan->out,
		"\n## 4. Inventory of keys\n\n"
		"SP 800-57 Part 2 Rev. 1, section 4.9. Every key here is a private authentication "
		"key of a TLS server; SP 800-57 Part 1 Rev. 5, table 1, has such keys used for one "
		"to two years at most, whatever the validity of the certificate. A key is named by "
		"the SHA-256 of its SubjectPublicKeyInfo.\n\n");
	markdown_row(plan->out, "Certificate", "Key", "Algorithm", "Place", "Owner", "Custodian",
		     "Backup custodian", NULL);
	markdown_rule(plan->out, 7);
	for (size_t i = 0; i < plan->requests->n; i++)
		write_key(plan, &plan->requests->items[i]);
	write_shared_keys(plan);
}

/* ---- certificates ---------------------------------------------------------------------------- */

static const char *authority_of(struct key_plan *plan, const struct certificate *certificate)
{
	if (certificate->authority != NULL)
		return key_plan_md(plan, certificate->authority->key.s);
	return key_plan_stated(plan, &certificate->authority_name, "who issues %s",
			       key_plan_of(plan, certificate));
}

static const char *validity_cell(struct key_plan *plan, const struct certificate *certificate)
{
	struct validity validity;

	if (!validity_of(certificate, plan->run->now, &validity))
		return key_plan_gap(plan, "how long %s is valid (`validity_days`)",
				    key_plan_of(plan, certificate));
	return arena_printf(plan->arena, "%u days (%s)", validity.days, validity.source);
}

static bool is_attached(const struct load_balancer *balancer, const struct certificate *certificate)
{
	for (size_t i = 0; i < balancer->n_certificates; i++)
		if (balancer->certificates[i] == certificate)
			return true;
	return false;
}

/* The load balancers where it ends TLS. */
static const char *used_at(const struct key_plan *plan, const struct certificate *certificate)
{
	const struct model *model = plan->model;
	struct buf out CLEANUP(buf_free);

	buf_init(&out, LIMIT_OUTPUT);
	for (size_t i = 0; i < model->load_balancers.n; i++)
		if (is_attached(model->load_balancers.items[i], certificate))
			buf_printf(&out, "%s%s", out.len > 0 ? ", " : "",
				   key_plan_md(plan, model->load_balancers.items[i]->key.s));
	return out.len == 0 ? "no load balancer that is declared"
			    : arena_cstr(plan->arena, buf_view(&out));
}

/* Where it is declared, or what it follows from. */
static const char *declared_at(const struct key_plan *plan, const struct certificate *certificate)
{
	bool derived = certificate->derived && certificate->origin != NULL;
	struct span at = derived ? certificate->origin->at : certificate->key.at;
	const struct source *source = source_of(&plan->run->sources, at);

	if (source == NULL)
		return "-";
	return arena_printf(plan->arena, "%s%s, line %u", derived ? "follows from " : "",
			    key_plan_md(plan, source->path),
			    source_position(source, at.start).line);
}

static void write_certificate(struct key_plan *plan, const struct certificate *certificate)
{
	struct str region = acm_region(certificate);
	/* one after the other, for each may note a gap: C leaves the order of arguments open */
	const char *authority = authority_of(plan, certificate);
	const char *validity = validity_cell(plan, certificate);
	const char *owner = key_plan_stated(plan, key_plan_owner(certificate), "who owns %s",
					    key_plan_of(plan, certificate));

	markdown_row(plan->out, key_plan_md(plan, certificate->key.s),
		     key_plan_names(plan, certificate), authority,
		     arena_printf(plan->arena, "%s, %s", key_plan_account(plan, certificate),
				  region.len == 0 ? NOT_STATED : key_plan_md(plan, region)),
		     validity, used_at(plan, certificate), owner, declared_at(plan, certificate),
		     NULL);
}

void key_plan_write_certificates(struct key_plan *plan)
{
	buf_text(plan->out, "\n## 5. Inventory of certificates\n\n"
			    "SP 800-57 Part 2 Rev. 1, section 4.9. Each certificate of the "
			    "configuration once.\n\n");
	markdown_row(plan->out, "Certificate", "Names", "Authority", "Account, region", "Valid for",
		     "Ends TLS at", "Owner", "Declared", NULL);
	markdown_rule(plan->out, 8);
	for (size_t i = 0; i < plan->requests->n; i++)
		write_certificate(plan, plan->requests->items[i].certificate);
}
