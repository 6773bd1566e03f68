/* caa.c -- which CAA set governs a name, and whether it lets an authority issue for it. */
#include "index/caa.h"

#include "model/public_suffix.h"
#include "source/limits.h"

#include "base/banned.h"

enum { CAA_CRITICAL = 128 };

/* ---- the set that governs ---------------------------------------------------------------------- */

static void end_unknown(struct caa_set *set, const struct rrset *rrset, const char *why)
{
	set->found = CAA_SET_UNKNOWN;
	set->rrset = rrset;
	set->unknown = why;
}

/* Several sets at one name: which of them is answered depends on who asks, and when. */
static bool is_one_of_several(const struct zone_answer *found)
{
	size_t n = 0;

	for (size_t i = 0; found->rrset->set_identifier != NULL && i < found->node->n; i++)
		n += found->node->rrsets[i]->type == found->rrset->type;
	return n > 1;
}

static const struct dname *link_target(const struct zone_answer *found, const struct dname *name,
				       struct arena *scratch)
{
	const struct rrset *rrset = found->rrset;

	if (rrset->pending != NULL || rrset->n != 1)
		return NULL;
	if (found->kind == ZONE_CNAME)
		return rrset->rrs[0].target;
	return dname_join(scratch, name, (unsigned)(name->labels - rrset->owner->labels),
			  rrset->rrs[0].target);
}

struct step {
	const struct dname *name; /* to ask for next; NULL: the question is answered */
	bool answered;		  /* … with a set, or with what is not known */
};

static struct step take_records(struct caa_set *set, const struct zone_answer *found)
{
	const struct rrset *rrset = found->rrset;

	if (rrset->pending != NULL)
		end_unknown(set, rrset, rrset->pending);
	else if (is_one_of_several(found))
		end_unknown(set, rrset, "a routing policy chooses among several CAA sets");
	else if (rrset->alias != NULL && rrset->alias->kind == TARGET_RECORD &&
		 rrset->alias->dns_name != NULL)
		return (struct step){rrset->alias->dns_name, false};
	else if (rrset->n == 0)
		end_unknown(set, rrset, "what its CAA record holds is not known");
	else
		*set = (struct caa_set){CAA_SET, set->name, rrset, NULL};
	return (struct step){NULL, true};
}

static struct step take_link(struct caa_set *set, const struct zone_answer *found,
			     const struct dname *name, struct arena *scratch)
{
	const struct dname *target = link_target(found, name, scratch);

	if (target == NULL || is_one_of_several(found)) {
		end_unknown(set, found->rrset, "where its CNAME or DNAME leads is not known");
		return (struct step){NULL, true};
	}
	return (struct step){target, false};
}

static struct step ask(const struct index *index, struct caa_set *set, const struct dname *name,
		       const struct rrset *by, struct arena *scratch, const struct rrset **ret_by)
{
	const struct zone_index *zone = index_zone_for(index, name, VIEW_PUBLIC, DNAME_LABELS_MAX);
	struct zone_answer found;

	*ret_by = by;
	if (zone == NULL) {
		end_unknown(set, by, "it leads out of the estate");
		return (struct step){NULL, true};
	}
	if (zone->zone->shares_name) {
		end_unknown(set, by, "several public zones have its zone's name");
		return (struct step){NULL, true};
	}
	found = zone_lookup(zone, name, RR_CAA);
	*ret_by = found.rrset;
	switch (found.kind) {
	case ZONE_RECORDS:
		return take_records(set, &found);
	case ZONE_CNAME:
	case ZONE_DNAME:
		return take_link(set, &found, name, scratch);
	case ZONE_REFERRAL:
		end_unknown(set, found.rrset, "it is delegated to name servers outside the estate");
		return (struct step){NULL, true};
	case ZONE_UNKNOWN:
		end_unknown(set, by, "its zone is managed in part");
		return (struct step){NULL, true};
	case ZONE_NODATA:
	case ZONE_NXDOMAIN:
	case ZONE_OUTSIDE:
		break;
	}
	return (struct step){NULL, false};
}

/* CAA(X) of RFC 8659 section 3; false where it is empty. */
static bool find_at(const struct index *index, const struct dname *name, struct arena *scratch,
		    struct caa_set *set)
{
	struct step step = {name, false};
	const struct rrset *by = NULL;

	set->name = name;
	for (unsigned links = 0; step.name != NULL; links++) {
		if (links == LIMIT_CHAIN) {
			end_unknown(set, by, "its CNAME records lead in a circle");
			return true;
		}
		step = ask(index, set, step.name, by, scratch, &by);
	}
	return step.answered;
}

/* Whether nothing above the model's top-most zone can have a set: the rest is a registry's. */
static bool is_registrys(const struct dname *name, struct arena *scratch)
{
	return name->labels == 0 ||
	       public_suffix_of(NULL, dname_text_bare(scratch, name)) != SUFFIX_NONE;
}

void caa_find(const struct index *index, const struct dname *name, struct arena *scratch,
	      struct caa_set *ret_set)
{
	struct caa_set set = {.found = CAA_NONE};
	unsigned skip = dname_is_wildcard(name) ? 1 : 0;

	for (; skip < name->labels; skip++) {
		const struct dname *at = dname_suffix(scratch, name, skip);

		if (index_zone_for(index, at, VIEW_PUBLIC, DNAME_LABELS_MAX) == NULL) {
			if (!is_registrys(at, scratch)) {
				set.name = at;
				end_unknown(&set, NULL, "it lies in no public zone of the estate");
				*ret_set = set;
				return;
			}
			break;
		}
		if (find_at(index, at, scratch, &set)) {
			*ret_set = set;
			return;
		}
	}
	*ret_set = (struct caa_set){.found = CAA_NONE};
}

/* ---- what it says ------------------------------------------------------------------------------ */

bool caa_is_label(struct str label)
{
	if (label.len == 0 || label.ptr[0] == '-' || label.ptr[label.len - 1] == '-')
		return false;
	for (size_t i = 0; i < label.len; i++)
		if (!ascii_is_alpha(label.ptr[i]) && !ascii_is_digit(label.ptr[i]) &&
		    label.ptr[i] != '-')
			return false;
	return true;
}

bool caa_is_issuer(struct str domain)
{
	struct str label;

	while (str_cut(&domain, '.', &label))
		if (!caa_is_label(label))
			return false;
	return caa_is_label(domain);
}

static bool is_wsp(char c) /* RFC 5234: WSP */
{
	return c == ' ' || c == '\t';
}

static struct str trim_wsp(struct str s)
{
	while (s.len > 0 && is_wsp(s.ptr[0])) {
		s.ptr++;
		s.len--;
	}
	while (s.len > 0 && is_wsp(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

/* %x21-3A / %x3C-7E */
static bool is_parameter_value(struct str value)
{
	for (size_t i = 0; i < value.len; i++)
		if (value.ptr[i] < '!' || value.ptr[i] > '~' || value.ptr[i] == ';')
			return false;
	return true;
}

/* How one property stands to a request, from what grants it to what says nothing of it. */
enum grant {
	GRANTS,
	GRANTS_PERHAPS, /* its parameters hang on what is not known */
	GRANTS_NOT_SO,	/* to this authority, but its parameters stand in the way */
	GRANTS_OTHERS,	/* to another authority, to none, or it is malformed */
};

/* RFC 8657 section 3: the account that asks, and not two of them. */
static enum grant judge_account(const struct caa_request *request, struct str value, unsigned seen)
{
	if (seen > 1 || value.len == 0)
		return GRANTS_NOT_SO;
	if (request->account.ptr == NULL)
		return GRANTS_PERHAPS;
	return str_eq(request->account, value) ? GRANTS : GRANTS_NOT_SO;
}

/* RFC 8657 section 4: a list of methods, separated by commas. */
static enum grant judge_methods(const struct caa_request *request, struct str value)
{
	struct str method;

	if (value.len == 0)
		return GRANTS_NOT_SO;
	if (request->method.ptr == NULL)
		return GRANTS_PERHAPS;
	while (str_cut(&value, ',', &method))
		if (str_eq(request->method, method))
			return GRANTS;
	return str_eq(request->method, value) ? GRANTS : GRANTS_NOT_SO;
}

/* False where the parameters do not follow RFC 8659 section 4.2. */
static bool judge_parameters(const struct caa_request *request, struct str rest,
			     enum grant *ret_grant)
{
	unsigned accounts = 0;
	bool last = trim_wsp(rest).len == 0;

	*ret_grant = GRANTS;
	while (!last) {
		struct str parameter, tag, value;
		enum grant grant = GRANTS;

		last = !str_cut(&rest, ';', &parameter);
		value = last ? rest : parameter;
		if (!str_cut(&value, '=', &tag))
			return false;
		tag = trim_wsp(tag);
		value = trim_wsp(value);
		if (!caa_is_label(tag) || !is_parameter_value(value))
			return false;
		if (str_eq_nocase(tag, STR("accounturi")))
			grant = judge_account(request, value, ++accounts);
		else if (str_eq_nocase(tag, STR("validationmethods")))
			grant = judge_methods(request, value);
		if (grant > *ret_grant)
			*ret_grant = grant;
	}
	return true;
}

/* Domain names are compared without case; one final dot in the estate means nothing. */
static bool is_identifier(const struct caa_request *request, struct str issuer)
{
	for (size_t i = 0; i < request->n_identifiers; i++) {
		struct str own = request->identifiers[i].s;

		if (own.len > 0 && own.ptr[own.len - 1] == '.')
			own.len--;
		if (request->identifiers[i].presence == KNOWN && str_eq_nocase(own, issuer))
			return true;
	}
	return false;
}

static bool knows_identifiers(const struct caa_request *request)
{
	for (size_t i = 0; i < request->n_identifiers; i++)
		if (request->identifiers[i].presence != KNOWN)
			return false;
	return request->n_identifiers > 0;
}

static enum grant judge_property(const struct caa_request *request, struct str value,
				 bool *ret_names_somebody)
{
	struct str issuer, rest = value;
	enum grant grant;

	if (!str_cut(&rest, ';', &issuer)) {
		issuer = rest;
		rest = STR("");
	}
	issuer = trim_wsp(issuer);
	if (issuer.len == 0 || !caa_is_issuer(issuer) || !judge_parameters(request, rest, &grant))
		return GRANTS_OTHERS;
	*ret_names_somebody = true;
	return is_identifier(request, issuer) ? grant : GRANTS_OTHERS;
}

/* What every authority has to understand (BR section 3.2.2.8), and what is in the registry besides (IANA
 * "Certification Authority Restriction Properties"), which some do. */
static const char *const understood[] = {"issue", "issuewild", "iodef"};
static const char *const registered[] = {"contactemail", "contactphone", "issuemail", "issuevmc"};

static bool is_among(struct str tag, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_nocase(tag, str_from(list[i])))
			return true;
	return false;
}

/* All properties of the set, taken together. */
struct tally {
	const struct rr *unknown_critical, *perhaps_critical;
	const struct rr *best_rr; /* the property that stands best to the request */
	enum grant best;
	bool restricts; /* some property of the tag that counts */
	bool names_somebody;
};

static void take_critical(struct tally *tally, const struct rr *rr, struct str tag)
{
	if (is_among(tag, understood, COUNT_OF(understood)))
		return;
	if (is_among(tag, registered, COUNT_OF(registered)))
		tally->perhaps_critical = rr;
	else if (tally->unknown_critical == NULL)
		tally->unknown_critical = rr;
}

static void take_property(struct tally *tally, const struct caa_request *request,
			  const struct rr *rr, struct str value)
{
	enum grant grant = judge_property(request, value, &tally->names_somebody);

	if (!tally->restricts || grant < tally->best) {
		tally->best = grant;
		tally->best_rr = rr;
	}
	tally->restricts = true;
}

/* RFC 8659 section 4.3: for a wildcard `issuewild` alone, where there is one. */
static const char *tag_that_counts(const struct rrset *rrset, bool wildcard)
{
	uint8_t flags;
	struct str tag, value;

	for (size_t i = 0; wildcard && i < rrset->n; i++)
		if (rdata_caa(&rrset->rrs[i], &flags, &tag, &value) &&
		    str_eq_nocase(tag, STR("issuewild")))
			return "issuewild";
	return "issue";
}

static void add_up(struct tally *tally, const struct caa_request *request,
		   const struct rrset *rrset)
{
	struct str counts = str_from(tag_that_counts(rrset, dname_is_wildcard(request->name)));

	for (size_t i = 0; i < rrset->n; i++) {
		uint8_t flags;
		struct str tag, value;

		if (!rdata_caa(&rrset->rrs[i], &flags, &tag, &value))
			continue;
		if ((flags & CAA_CRITICAL) != 0)
			take_critical(tally, &rrset->rrs[i], tag);
		if (str_eq_nocase(tag, counts))
			take_property(tally, request, &rrset->rrs[i], value);
	}
}

static void settle(struct caa_answer *answer, enum caa_verdict verdict, const struct rr *rr,
		   const char *why)
{
	answer->verdict = verdict;
	answer->rr = rr;
	answer->why = why;
}

/* Of a set that restricts, and of which no property grants without more ado. */
static void settle_grant(struct caa_answer *answer, const struct caa_request *request,
			 const struct tally *tally)
{
	const struct rrset *rrset = answer->set.rrset;

	answer->by_parameters = tally->best == GRANTS_PERHAPS || tally->best == GRANTS_NOT_SO;
	if (tally->best == GRANTS_PERHAPS)
		settle(answer, CAA_UNDECIDED, tally->best_rr,
		       "the estate does not say which account asks, or how it is validated");
	else if (rrset->partial)
		settle(answer, CAA_UNDECIDED, NULL, "not all of its CAA records can be read");
	else if (rrset->zone->view_assumed)
		settle(answer, CAA_UNDECIDED, NULL, "nothing says that its zone is public");
	else if (tally->best == GRANTS_NOT_SO)
		settle(answer, CAA_FORBIDDEN, tally->best_rr,
		       "the parameters `accounturi` and `validationmethods` do not fit");
	else if (!knows_identifiers(request) && tally->names_somebody)
		settle(answer, CAA_UNDECIDED, NULL,
		       "what the authority is called in CAA records (`caa`) is not known");
	else
		settle(answer, CAA_FORBIDDEN, NULL, "no record of the set names the authority");
}

static void judge_set(struct caa_answer *answer, const struct caa_request *request)
{
	struct tally tally = {0};

	add_up(&tally, request, answer->set.rrset);
	if (tally.unknown_critical != NULL)
		settle(answer, CAA_FORBIDDEN, tally.unknown_critical,
		       "no authority knows this tag, and it is critical");
	else if (tally.restricts && tally.best != GRANTS)
		settle_grant(answer, request, &tally);
	else if (tally.perhaps_critical != NULL)
		settle(answer, CAA_UNDECIDED, tally.perhaps_critical,
		       "not every authority knows this tag, and it is critical");
	else if (answer->set.rrset->partial && !tally.restricts)
		settle(answer, CAA_UNDECIDED, NULL, "not all of its CAA records can be read");
	else
		settle(answer, CAA_ALLOWED, tally.best_rr, NULL);
}

void caa_judge(const struct index *index, const struct caa_request *request, struct arena *scratch,
	       struct caa_answer *ret_answer)
{
	struct caa_answer answer = {.verdict = CAA_ALLOWED};

	caa_find(index, request->name, scratch, &answer.set);
	if (answer.set.found == CAA_SET_UNKNOWN)
		settle(&answer, CAA_UNDECIDED, NULL, answer.set.unknown);
	else if (answer.set.found == CAA_SET)
		judge_set(&answer, request);
	*ret_answer = answer;
}
