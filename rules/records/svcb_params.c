/*
 * svcb_params.c -- SVCB and HTTPS records whose parameters contradict one another, or are not looked at.
 *
 * What clients must refuse (keys out of order, values that a key cannot have, `mandatory` that names an
 * absent key) is rdata-invalid. The root as target is right: it is the owner itself, and in alias mode says
 * that there is no service.
 */
#include "records/shared.h"

#include "index/expose.h"

#include "base/banned.h"

enum {
	KEY_MANDATORY = 0,
	KEY_ALPN = 1,
	KEY_NO_DEFAULT_ALPN = 2,
	KEY_PORT = 3,
	KEY_INVALID = 65535
};

struct record {
	struct check *ck;
	const struct rrset *rrset;
	const struct rr *rr;
};

static bool is_alias_mode(const struct rr *rr)
{
	return rr->rdata[0] == 0 && rr->rdata[1] == 0;
}

/* False where RR has no parameter KEY. */
static bool find_param(const struct rr *rr, unsigned key, struct svc_param *ret_param)
{
	for (size_t at = 0; svc_param_next(rr, &at, ret_param);)
		if (ret_param->key == key)
			return true;
	return false;
}

static struct diag *complain(const struct record *record, const char *cause, const char *what)
{
	struct check *ck = record->ck;
	struct diag *d = report(ck, record->rr->at, "the %s record at `%s` %s",
				rr_type_name(ck->arena, record->rrset->type),
				show(ck, record->rrset->owner), what);

	about(ck, d, record->rrset->owner, record->rrset->zone, cause);
	return d;
}

/* RFC 9460 section 8: `port` and `no-default-alpn` of an HTTPS record (section 9) are mandatory by
 * themselves, and are not to be listed. */
static void check_mandatory(const struct record *record)
{
	struct svc_param keys;

	if (record->rrset->type != RR_HTTPS || !find_param(record->rr, KEY_MANDATORY, &keys))
		return;
	for (size_t i = 0; i + 2 <= keys.len; i += 2) {
		unsigned key = (unsigned)(keys.value[i] << 8 | keys.value[i + 1]);

		if (key != KEY_PORT && key != KEY_NO_DEFAULT_ALPN)
			continue;
		help(record->ck,
		     complain(record, "mandatory",
			      arena_printf(record->ck->arena,
					   "lists `%s` as mandatory, which it is without that",
					   key == KEY_PORT ? "port" : "no-default-alpn")),
		     "take it out of `mandatory`");
	}
}

static void check_service_mode(const struct record *record)
{
	struct svc_param param;

	if (find_param(record->rr, KEY_NO_DEFAULT_ALPN, &param) &&
	    !find_param(record->rr, KEY_ALPN, &param))
		help(record->ck,
		     complain(record, "no-default-alpn",
			      "has `no-default-alpn` and no `alpn`: no protocol is left"),
		     "write `alpn`, or drop `no-default-alpn`");
	if (find_param(record->rr, KEY_INVALID, &param))
		help(record->ck,
		     complain(record, "key65535", "has the key 65535, which stands for no key"),
		     "drop `key65535`");
	check_mandatory(record);
}

static void check_alias_mode(const struct record *record)
{
	struct svc_param param;
	size_t at = 0;

	if (svc_param_next(record->rr, &at, &param))
		help(record->ck,
		     complain(record, "alias",
			      "is an alias (priority 0) with parameters, which clients pass over"),
		     "write a priority from 1 on, or drop the parameters");
}

/* RFC 9460 section 2.4.1: one alias alone, or services alone. */
static void check_modes(struct check *ck, const struct rrset *rrset)
{
	const struct rr *alias = NULL;

	for (size_t i = 0; i < rrset->n && alias == NULL; i++)
		if (is_alias_mode(&rrset->rrs[i]))
			alias = &rrset->rrs[i];
	for (size_t i = 0; i < rrset->n && alias != NULL; i++) {
		struct record record = {.ck = ck, .rrset = rrset, .rr = &rrset->rrs[i]};
		struct diag *d;

		if (record.rr == alias)
			continue;
		d = complain(
			&record, "modes",
			is_alias_mode(record.rr)
				? "is an alias (priority 0) beside another, and clients take one"
				: "stands beside an alias (priority 0), and clients pass it over");
		related(ck, d, alias->at, "the alias is here");
		help(ck, d, "keep the alias alone, or the services");
		return;
	}
}

static void check(struct check *ck, const struct rrset *rrset)
{
	if (rrset->type != RR_HTTPS && rrset->type != RR_SVCB)
		return;
	for (size_t i = 0; i < rrset->n; i++) {
		struct record record = {.ck = ck, .rrset = rrset, .rr = &rrset->rrs[i]};

		if (is_alias_mode(record.rr))
			check_alias_mode(&record);
		else
			check_service_mode(&record);
	}
	if (rrset->n > 1)
		check_modes(ck, rrset);
}

const struct rule rule_svcb_params = {
	.id = "svcb-params",
	.family = "records",
	.severity = SEV_WARNING,
	.summary = "an SVCB or HTTPS record whose parameters contradict one another, or do nothing",
	.source = "RFC 9460, sections 2.4.1, 2.4.2, 7.1.1, 8 and 14.3.2",
	.url = "https://www.rfc-editor.org/rfc/rfc9460#section-2.4",
	.since = "0.1.0",
	.why = "Clients pass over what they cannot make sense of, parameters of an alias or whole "
	       "records, and connect as if it were not there: to another port, or with another "
	       "protocol than was meant.",
	.fix = "Write either one alias with priority 0 and no parameters, or services with "
	       "priorities "
	       "from 1 on, and `alpn` wherever there is `no-default-alpn`.",
	.check_rrset = check,
};
