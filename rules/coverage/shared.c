/* shared.c -- what rules of the family `coverage` say in their findings. */
#include "shared.h"

#include "base/banned.h"

struct span coverage_place(const struct certificate *certificate)
{
	if (certificate->derived && certificate->origin != NULL)
		return certificate->origin->at;
	return certificate->key.at;
}

const char *coverage_yaml(struct check *ck, const char *name)
{
	return name[0] == '*' ? arena_printf(ck->arena, "\"%s\"", name) : name;
}

const char *coverage_names(struct check *ck, const struct certificate *certificate,
			   const char *added)
{
	const char *out = "[";

	for (size_t i = 0; i < certificate->names.n; i++)
		if (certificate->dns_names[i] != NULL)
			out = arena_printf(ck->arena, "%s%s, ", out,
					   coverage_yaml(ck, show(ck, certificate->dns_names[i])));
	return arena_printf(ck->arena, "%s%s]", out, coverage_yaml(ck, added));
}

const char *coverage_held(struct check *ck, const struct certificate *certificate)
{
	const size_t shown = 4;
	size_t n = certificate->names.n;
	const char *out = "";

	for (size_t i = 0; i < n && i < shown; i++)
		out = arena_printf(ck->arena, "%s%s`%.*s`", out, i > 0 ? ", " : "",
				   STR_ARG(certificate->names.items[i].s));
	if (n == 0)
		return "no name";
	return n > shown ? arena_printf(ck->arena, "%s and %zu more", out, n - shown) : out;
}

const struct certificate *coverage_fitting(const struct model *model, const struct dname *name,
					   const struct load_balancer *end)
{
	for (size_t i = 0; i < model->certificates.n; i++) {
		const struct certificate *certificate = model->certificates.items[i];

		if (certificate->account != end->account ||
		    !str_eq(certificate->region.s, end->region.s))
			continue;
		for (size_t j = 0; j < certificate->names.n; j++)
			if (certificate->dns_names[j] != NULL &&
			    certificate_name_covers(certificate->dns_names[j], name))
				return certificate;
	}
	return NULL;
}

const char *coverage_attached(struct check *ck, const struct load_balancer *end,
			      const struct certificate *added)
{
	const char *out = "[";

	for (size_t i = 0; i < end->n_certificates; i++)
		out = arena_printf(ck->arena, "%s%.*s, ", out,
				   STR_ARG(end->certificates[i]->key.s));
	return arena_printf(ck->arena, "%s%.*s]", out, STR_ARG(added->key.s));
}

void coverage_add_ends(struct check *ck, struct diag *d, const struct tls_name *name)
{
	const struct load_balancer *front = name->front;

	for (size_t i = 0; i < name->n_ends; i++) {
		const struct load_balancer *end = name->ends[i];

		if (end == front)
			related(ck, d, end->key.at, "its TLS ends at the load balancer `%.*s`",
				STR_ARG(end->key.s));
		else
			related(ck, d, end->key.at,
				"its TLS ends at the load balancer `%.*s`, behind `%.*s`",
				STR_ARG(end->key.s), STR_ARG(front->key.s));
	}
}
