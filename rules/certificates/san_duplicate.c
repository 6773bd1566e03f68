/* san_duplicate.c -- a certificate of a public authority that lists a name twice. */
#include "shared.h"

#include "base/banned.h"

/* Names and addresses that were seen, in lower case. */
static bool is_repeated(struct check *ck, struct map *seen, struct str text, void *value)
{
	return map_add(seen, arena_str_lower(ck->arena, text), value) != NULL;
}

static void report_issued(struct check *ck, const struct issued_certificate *issued,
			  const char *shown)
{
	struct diag *d = report(ck, issued->content.at, "%s lists `%s` twice",
				issued_what(ck, issued), shown);

	about(ck, d, NULL, NULL, issued_cause(ck, issued, shown));
	add_declared(ck, d, issued);
	help(ck, d, "take it out of the request, and have the certificate issued anew");
}

static void check_issued(struct check *ck, const struct issued_certificate *issued)
{
	const struct certificate_content *content = &issued->content;
	struct map names, addresses;

	if (!is_public(issued) || !is_from_file(issued))
		return;
	map_init(&names, ck->arena);
	map_init(&addresses, ck->arena);
	for (size_t i = 0; i < content->n_names; i++)
		if (is_repeated(ck, &names, content->names[i].text.raw, &names))
			report_issued(ck, issued, content->names[i].text.shown);
	for (size_t i = 0; i < content->n_addresses; i++)
		if (map_add(&addresses, content->addresses[i].raw, &addresses) != NULL)
			report_issued(ck, issued, content->addresses[i].shown);
}

static struct str wire(const struct dname *name)
{
	return str_slice((const char *)name->wire, name->len);
}

static void check_declared(struct check *ck, const struct certificate *certificate)
{
	struct map seen;

	if (!validity_is_limited(certificate) || certificate->arn.presence == KNOWN)
		return;
	map_init(&seen, ck->arena);
	for (size_t i = 0; i < certificate->names.n; i++) {
		const struct dname *name = certificate->dns_names[i];
		const struct text *first;
		struct diag *d;

		if (name == NULL)
			continue;
		first = map_add(&seen, wire(name), &certificate->names.items[i]);
		if (first == NULL)
			continue;
		d = report(ck, declared_place(certificate, i),
			   "certificate `%.*s` lists `%s` twice", STR_ARG(certificate->key.s),
			   show(ck, name));
		about(ck, d, name, NULL, arena_cstr(ck->arena, certificate->key.s));
		related(ck, d, first->at, "it stands here already");
		help(ck, d, "take one of them out");
	}
}

static void check(struct check *ck)
{
	for (size_t i = 0; i < ck->model->certificates.n; i++)
		check_declared(ck, ck->model->certificates.items[i]);
	each_issued(ck, check_issued);
}

const struct rule rule_san_duplicate = {
	.id = "san-duplicate",
	.family = "certificates",
	.severity = SEV_ERROR,
	.summary = "a name that a certificate of a public authority lists twice",
	.source = "RFC 8555, sections 6.7 (badCSR) and 7.4",
	.url = "https://www.rfc-editor.org/rfc/rfc8555#section-7.4",
	.since = "0.1.0",
	.why = "An order with the same name twice is refused by many authorities with an error "
	       "that "
	       "names neither, and a certificate that has one takes room from names that are "
	       "needed. Upper and lower case make no difference.",
	.fix = "Take the second one out.",
	.decide = check,
};
