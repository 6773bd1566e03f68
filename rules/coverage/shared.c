/* shared.c -- whether the certificates where a name's TLS ends cover it. */
#include "shared.h"

#include "base/banned.h"

bool coverage_names_known(const struct certificate *certificate)
{
	return certificate->names.n > 0 && !certificate->names.partial;
}

/* Whether a wildcard stands above NAME, and a label or more between. */
static bool is_too_shallow(const struct dname *dns_name, const struct dname *name)
{
	const uint8_t *base, *rest;
	size_t base_len, rest_len;

	/* `*.x` has one label more than x, and a.b.x two or more */
	if (!dname_is_wildcard(dns_name) || name->labels <= dns_name->labels)
		return false;
	base = dname_suffix_wire(dns_name, 1, &base_len);
	rest = dname_suffix_wire(name, (unsigned)(name->labels - dns_name->labels) + 1, &rest_len);
	return str_eq(str_slice((const char *)base, base_len),
		      str_slice((const char *)rest, rest_len));
}

static bool is_nearer(const struct coverage_answer *answer, const struct dname *dns_name)
{
	return answer->certificate == NULL ||
	       dns_name->labels > answer->certificate->dns_names[answer->index]->labels;
}

/* Holds NAME against one certificate; true where it is covered. */
static bool look_at(const struct certificate *certificate, const struct dname *name,
		    struct coverage_answer *answer)
{
	if (!coverage_names_known(certificate))
		answer->unknown = certificate->key.at;
	for (size_t i = 0; i < certificate->names.n; i++) {
		const struct dname *dns_name = certificate->dns_names[i];

		if (dns_name == NULL) {
			answer->unknown = certificate->names.items[i].at;
			continue;
		}
		if (certificate_name_covers(dns_name, name))
			return true;
		if (is_too_shallow(dns_name, name) && is_nearer(answer, dns_name)) {
			answer->certificate = certificate;
			answer->index = i;
		}
	}
	return false;
}

struct coverage_answer coverage_of(const struct tls_name *name)
{
	struct coverage_answer answer = {.coverage = COVERED_BY_NONE};

	for (size_t i = 0; i < name->n_ends; i++) {
		const struct load_balancer *end = name->ends[i];

		for (size_t j = 0; j < end->n_certificates; j++)
			if (look_at(end->certificates[j], name->name, &answer))
				return (struct coverage_answer){.coverage = COVERED};
		/* A certificate that nothing declares is unresolved-reference's; what it holds is not known. */
		if (end->certificate_names.n > end->n_certificates)
			answer.unknown = end->certificate_names.at;
	}
	if (answer.unknown.file != 0)
		answer.coverage = COVERED_UNKNOWN;
	else if (answer.certificate != NULL)
		answer.coverage = COVERED_TOO_SHALLOW;
	return answer;
}

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
