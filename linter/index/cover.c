/* cover.c -- whether the certificates where a name's TLS ends cover it. */
#include "index/cover.h"

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
		if (certificate_name_covers(dns_name, name)) {
			answer->certificate = certificate;
			answer->index = i;
			return true;
		}
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
				return (struct coverage_answer){
					.coverage = COVERED,
					.certificate = answer.certificate,
					.index = answer.index,
				};
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

/* ---- what is lost ------------------------------------------------------------------------------ */

/* The first of the names of INDEX that is not before NAME. */
static size_t first_tls_name(const struct index *index, const struct dname *name)
{
	size_t low = 0, high = index->tls_names.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (dname_compare(index->tls_names.items[middle]->name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* What covered NAME in BASE: where it is reached by the same load balancer, else by another one. */
static bool find_before(const struct index *base, const struct tls_name *name,
			struct cover_loss *loss)
{
	bool found = false;

	for (size_t i = first_tls_name(base, name->name);
	     i < base->tls_names.n && dname_equal(base->tls_names.items[i]->name, name->name);
	     i++) {
		const struct tls_name *before = base->tls_names.items[i];
		struct coverage_answer answer = coverage_of(before);
		bool same = str_eq(before->front->key.s, name->front->key.s);

		if (answer.coverage != COVERED) {
			if (same)
				return false; /* it was not covered there before either */
			continue;
		}
		if (!found || same) {
			loss->before = before;
			loss->certificate = answer.certificate;
			loss->index = answer.index;
		}
		found = true;
		if (same)
			break;
	}
	return found;
}

void cover_losses_find(const struct index *base, const struct index *head, struct arena *arena,
		       struct cover_losses *ret_losses)
{
	*ret_losses = (struct cover_losses){0};
	for (size_t i = 0; i < head->tls_names.n; i++) {
		const struct tls_name *name = head->tls_names.items[i];
		struct coverage_answer answer = coverage_of(name);
		struct cover_loss loss = {.after = name, .unknown = answer.unknown};

		if (answer.coverage == COVERED || !find_before(base, name, &loss))
			continue;
		if (answer.coverage != COVERED_UNKNOWN)
			loss.unknown = (struct span){0};
		*VEC_PUSH(arena, &ret_losses->items) = loss;
	}
}
