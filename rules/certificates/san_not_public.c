/* san_not_public.c -- a certificate of a public authority for a name or an address that is not public. */
#include "shared.h"

#include "model/address_range.h"
#include "model/public_suffix.h"
#include "model/special_use.h"

#include <arpa/inet.h>

#include "base/banned.h"

static bool ends_with(struct check *ck, const struct dname *name, const char *end)
{
	const struct dname *parsed;

	return dname_parse(ck->arena, str_from(end), NULL, &parsed) == DNAME_OK &&
	       dname_is_within(name, parsed);
}

/* Why nobody can prove that NAME is theirs, behind the name; NULL: it can be proven. */
static const char *reason_of(struct check *ck, const struct dname *name)
{
	const struct dname *base =
		dname_is_wildcard(name) ? dname_suffix(ck->arena, name, 1) : name;
	const struct special_use *special = special_use_of(base);
	const char *text = show(ck, base);
	struct in_addr address;

	if (inet_pton(AF_INET, text, &address) == 1)
		return "an address, and no name";
	if (ends_with(ck, base, "in-addr.arpa") || ends_with(ck, base, "ip6.arpa"))
		return "a name of a reverse tree, which public authorities do not certify since "
		       "2026-03-15";
	/* BR appendix B: public authorities certify onion services */
	if (special != NULL && strcmp(special->name, "onion") == 0)
		return NULL;
	if (special != NULL)
		return arena_printf(ck->arena, "below `%s`, which is set aside by %s",
				    special->name, special->source);
	if (base->labels < 2 && public_suffix_of(NULL, text) != SUFFIX_PUBLIC)
		return "a name without a domain";
	if (public_suffix_of(NULL, text) == SUFFIX_UNDELEGATED)
		return arena_printf(ck->arena, "below `.%.*s`, which is no top-level domain",
				    STR_ARG(dname_label(base, base->labels - 1u)));
	return NULL;
}

static void report_issued(struct check *ck, const struct issued_certificate *issued,
			  const char *shown, const char *reason)
{
	struct diag *d = report(ck, issued->content.at, "%s of a public authority lists `%s`, %s",
				issued_what(ck, issued), shown, reason);

	about(ck, d, NULL, NULL, issued_cause(ck, issued, shown));
	add_declared(ck, d, issued);
	help(ck, d, "let a private authority issue certificates for inner names and addresses");
}

static void check_issued(struct check *ck, const struct issued_certificate *issued)
{
	const struct certificate_content *content = &issued->content;

	if (!is_public(issued) || issued->is_authority || !is_from_file(issued))
		return;
	for (size_t i = 0; i < content->n_names; i++) {
		const struct dname *name = content->names[i].name;
		const char *reason = name == NULL ? NULL : reason_of(ck, name);

		if (reason != NULL)
			report_issued(ck, issued, content->names[i].text.shown, reason);
	}
	for (size_t i = 0; i < content->n_addresses; i++) {
		struct str raw = content->addresses[i].raw;
		const struct address_range *range;

		if (raw.len != 4 && raw.len != 16)
			continue;
		range = address_range_of((const uint8_t *)raw.ptr, (unsigned)raw.len,
					 (unsigned)raw.len * 8);
		if (range != NULL)
			report_issued(ck, issued, content->addresses[i].shown,
				      arena_printf(ck->arena, "a %s address (%s)", range->what,
						   range->source));
	}
}

static void check_declared(struct check *ck, const struct certificate *certificate)
{
	for (size_t i = 0; validity_is_limited(certificate) && i < certificate->names.n; i++) {
		const struct dname *name = certificate->dns_names[i];
		const char *reason = name == NULL ? NULL : reason_of(ck, name);
		struct diag *d;

		if (reason == NULL)
			continue;
		d = report(ck, declared_place(certificate, i),
			   "certificate `%.*s` asks the public authority `%.*s` for `%s`, %s",
			   STR_ARG(certificate->key.s), STR_ARG(certificate->authority->key.s),
			   show(ck, name), reason);
		about(ck, d, name, NULL, arena_cstr(ck->arena, certificate->key.s));
		related(ck, d, certificate->authority->type.at, "the authority `%.*s` is public",
			STR_ARG(certificate->authority->key.s));
		if (certificate->derived)
			related_origin(ck, d, certificate->origin);
		help(ck, d, "let an authority with `type: private` issue it, or take the name out");
	}
}

static void check(struct check *ck)
{
	for (size_t i = 0; i < ck->model->certificates.n; i++)
		check_declared(ck, ck->model->certificates.items[i]);
	each_issued(ck, check_issued);
}

const struct rule rule_san_not_public = {
	.id = "san-not-public",
	.family = "certificates",
	.severity = SEV_ERROR,
	.summary = "a public authority is asked for an internal name or a reserved address",
	.source = "CA/Browser Forum TLS Baseline Requirements, sections 4.2.2 and 7.1.2.7.12",
	.url = "https://cabforum.org/working-groups/server/baseline-requirements/documents/",
	.since = "0.1.0",
	.why = "A public authority certifies what somebody can prove to be theirs in public DNS. "
	       "Names below a top-level domain that does not exist or is set aside, names of one "
	       "label, reverse names and addresses of inner networks belong to nobody there: the "
	       "order fails, and a certificate that was issued all the same has to be revoked.",
	.fix = "Name hosts below a domain of the company, or let its private authority issue the "
	       "certificate.",
	.decide = check,
};
