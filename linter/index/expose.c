/* expose.c -- which public records give a name away, and which only prove something. */
#include "index/expose.h"

#include "base/banned.h"

static unsigned u16(const uint8_t *octets)
{
	return (unsigned)octets[0] << 8 | octets[1];
}

bool svc_param_next(const struct rr *rr, size_t *at, struct svc_param *ret_param)
{
	size_t next = *at;

	if (next == 0) {
		/* behind the priority and the target name */
		for (next = 2; next < rr->len && rr->rdata[next] != 0;)
			next += 1u + rr->rdata[next];
		next++;
	}
	if (next + 4 > rr->len || u16(rr->rdata + next + 2) > rr->len - next - 4)
		return false;
	*ret_param = (struct svc_param){
		.key = u16(rr->rdata + next),
		.value = rr->rdata + next + 4,
		.len = u16(rr->rdata + next + 2),
	};
	*at = next + 4 + ret_param->len;
	return true;
}

static bool has_address_hint(const struct rr *rr)
{
	struct svc_param param;

	for (size_t at = 0; svc_param_next(rr, &at, &param);)
		if (param.key == SVC_PARAM_IPV4HINT || param.key == SVC_PARAM_IPV6HINT)
			return true;
	return false;
}

static bool value_exposes(enum rr_type type, const struct rr *rr)
{
	if (type == RR_MX || type == RR_SRV)
		return rr->target != NULL;
	if (type == RR_SVCB || type == RR_HTTPS)
		return rr->target != NULL || has_address_hint(rr);
	return true;
}

bool rrset_exposes(const struct rrset *rrset)
{
	if (!rr_type_exposes(rrset->type))
		return false;
	if (rrset->alias != NULL || rrset->n == 0)
		return true;
	for (size_t i = 0; i < rrset->n; i++)
		if (value_exposes(rrset->type, &rrset->rrs[i]))
			return true;
	return false;
}

/* NAME is below the domain whose labels, from the left, are SUFFIX. */
static bool is_below_text(const struct dname *name, const char *const *suffix, unsigned n_suffix)
{
	if (name->labels <= n_suffix)
		return false;
	for (unsigned i = 0; i < n_suffix; i++)
		if (!str_is(dname_label(name, name->labels - n_suffix + i), suffix[i]))
			return false;
	return true;
}

/* Where certificate authorities let a validation CNAME point. As of 2026-11: AWS "DNS validation" of the
 * ACM User Guide, DigiCert "DNS CNAME validation", Sectigo "Domain control validation". */
static bool is_authority_target(const struct dname *target)
{
	static const char *const acm[] = {"acm-validations", "aws"};
	static const char *const digicert[] = {"dcv", "digicert", "com"};
	static const char *const comodo[] = {"comodoca", "com"};
	static const char *const sectigo[] = {"sectigo", "com"};

	return is_below_text(target, acm, COUNT_OF(acm)) ||
	       is_below_text(target, digicert, COUNT_OF(digicert)) ||
	       is_below_text(target, comodo, COUNT_OF(comodo)) ||
	       is_below_text(target, sectigo, COUNT_OF(sectigo));
}

/* By text: a validation is declared as `_x.example.com`, with or without a final dot. */
static bool is_declared_validation(const struct model *model, const struct dname *owner)
{
	struct arena scratch;
	struct str bare;
	bool found = false;

	arena_init(&scratch);
	bare = str_from(dname_text_bare(&scratch, owner));
	for (size_t i = 0; !found && i < model->certificates.n; i++) {
		const struct certificate *certificate = model->certificates.items[i];

		for (size_t j = 0; j < certificate->n_validations; j++) {
			struct str name = certificate->validations[j].name.s;

			if (str_ends(name, "."))
				name.len--;
			found = found || str_eq_nocase(name, bare);
		}
	}
	arena_free(&scratch);
	return found;
}

bool rrset_proves(const struct model *model, const struct rrset *rrset)
{
	struct str first;

	if (rrset->owner->labels < 2 || rrset->alias != NULL)
		return false;
	first = dname_label(rrset->owner, 0);
	if (str_is(first, "_acme-challenge"))
		return rrset->type == RR_CNAME || rrset->type == RR_NS;
	if (rrset->type != RR_CNAME)
		return false;
	if (str_is(dname_label(rrset->owner, 1), "_domainkey"))
		return true;
	if (!str_starts(first, "_"))
		return false;
	if (rrset->n > 0 && rrset->rrs[0].target != NULL &&
	    is_authority_target(rrset->rrs[0].target))
		return true;
	return is_declared_validation(model, rrset->owner);
}
