/* ownership_missing.c -- a domain whose public hosted zone holds no TXT that proves its owner. */
#include "shared.h"

#include "base/banned.h"

/* What the TXT at a zone's apex come to. */
struct proof {
	const struct rrset *txt; /* the first TXT there, written if one is; NULL: none */
	const struct rr
		*lookalike; /* `key=` as the declared value has it, another value; NULL: none */
	bool found;	    /* a candidate, right or wrong */
	const struct rrset *unknown; /* values not known yet, or that cannot be decided */
};

/* "example-owner=" of "example-owner=retail"; empty where there is no `=`. */
static struct str key_of(struct str text)
{
	struct str rest = text, head;

	return str_cut(&rest, '=', &head) ? str_slice(head.ptr, head.len + 1) : (struct str){0};
}

static bool looks_alike(const struct zone *zone, struct str text)
{
	struct str key =
		zone->ownership.presence == KNOWN ? key_of(zone->ownership.s) : (struct str){0};

	return key.len > 1 && text.len > key.len && str_eq(key, str_slice(text.ptr, key.len));
}

static void look_at_rrset(struct check *ck, const struct zone *zone, const struct rrset *rrset,
			  struct proof *proof)
{
	if (proof->txt == NULL || proof->txt->derived)
		proof->txt = rrset;
	if (rrset->pending != NULL)
		proof->unknown = rrset;
	for (size_t i = 0; i < rrset->n; i++) {
		struct str text = rdata_joined(ck->arena, &rrset->rrs[i]);
		enum ownership_verdict verdict = ownership_judge(ck, zone, text);

		if (verdict == OWNERSHIP_UNKNOWN) {
			proof->unknown = rrset;
		} else if (verdict != OWNERSHIP_NOTHING) {
			proof->found = true;
		} else if (looks_alike(zone, text)) {
			proof->lookalike = &rrset->rrs[i];
		}
	}
}

static struct proof look(struct check *ck, const struct zone_index *index)
{
	const struct name_node *apex = zone_index_node(index, index->zone->name);
	struct proof proof = {0};

	for (size_t i = 0; apex != NULL && i < apex->n; i++)
		if (apex->rrsets[i]->type == RR_TXT)
			look_at_rrset(ck, index->zone, apex->rrsets[i], &proof);
	return proof;
}

/* ---- where to say it --------------------------------------------------------------------------- */

/* The declaration whose `ownership` is absent. */
static struct span declaration_of(const struct check *ck, const struct zone *zone)
{
	const struct central *central = &ck->model->central;

	if ((zone->role == ZONE_EXTERNAL || zone->role == ZONE_INTERNAL) && zone->subdomain != NULL)
		return zone->subdomain->key.at;
	if (zone->role == ZONE_CLOUD)
		for (size_t i = 0; i < central->n_clouds; i++)
			if (central->clouds[i].name != NULL &&
			    central->clouds[i].key.at.file != 0 &&
			    dname_equal(central->clouds[i].name, zone->name))
				return central->clouds[i].key.at;
	if ((zone->role == ZONE_CENTRAL || zone->role == ZONE_CLOUD) &&
	    central->domain.at.file != 0)
		return central->domain.at;
	return zone->origin->at;
}

/* The value to write: what is declared, or the form that the policy or the custom asks for. */
static const char *value_to_write(struct check *ck, const struct zone *zone)
{
	if (zone->ownership.presence == KNOWN)
		return arena_printf(ck->arena, "\"%.*s\"", STR_ARG(zone->ownership.s));
	if (ck->policy->ownership.value.presence == KNOWN)
		return arena_printf(ck->arena, "a value that matches `%.*s`",
				    STR_ARG(ck->policy->ownership.value.s));
	if (zone->subdomain != NULL)
		return arena_printf(ck->arena, "\"example-owner=%.*s\"",
				    STR_ARG(zone->subdomain->key.s));
	return "\"example-owner=central\"";
}

/* The value with those that stand there already, but not another owner's: `["…", "v=spf1 -all"]`. */
static const char *all_values(struct check *ck, const struct zone *zone, const struct rrset *txt)
{
	const char *out = arena_printf(ck->arena, "[%s", value_to_write(ck, zone));

	for (size_t i = 0; i < txt->n; i++) {
		struct str text = rdata_joined(ck->arena, &txt->rrs[i]);

		if (!looks_alike(zone, text))
			out = arena_printf(ck->arena, "%s, \"%.*s\"", out, STR_ARG(text));
	}
	return arena_printf(ck->arena, "%s]", out);
}

/* A TXT stands at the apex and does not hold the value: it is the line to edit. */
static struct diag *report_lacking(struct check *ck, const struct zone *zone,
				   const struct proof *proof)
{
	struct diag *d;

	if (zone->ownership.presence == KNOWN)
		d = report(ck, proof->txt->at,
			   "the TXT at `%s` lacks the declared proof of ownership, `%.*s`",
			   show(ck, zone->name), STR_ARG(zone->ownership.s));
	else
		d = report(ck, proof->txt->at, "no TXT at `%s` proves who owns it",
			   show(ck, zone->name));
	related(ck, d, ownership_declared_at(zone), "`ownership` is declared here%s",
		proof->txt->derived ? ""
				    : ", and a TXT that is written out replaces the derived one");
	if (zone->ownership.presence == KNOWN || ck->policy->ownership.value.presence != KNOWN)
		help(ck, d, "write `values: %s`", all_values(ck, zone, proof->txt));
	else
		help(ck, d, "add %s to its values", value_to_write(ck, zone));
	return d;
}

/* No TXT at all. */
static struct diag *report_absent(struct check *ck, const struct zone *zone)
{
	const char *value = value_to_write(ck, zone);
	struct diag *d;

	if (zone->role != ZONE_WRITTEN && zone->ownership.presence != KNOWN) {
		d = report(
			ck, declaration_of(ck, zone),
			"`%s` has no TXT that proves its owner: no `ownership` is declared for it",
			show(ck, zone->name));
		help(ck, d,
		     *value == '"' ? "write `ownership: %s` in %s"
				   : "write `ownership:` and %s in %s",
		     value,
		     zone->subdomain != NULL ? arena_printf(ck->arena, "the subdomain `%.*s`",
							    STR_ARG(zone->subdomain->key.s))
					     : "`central`");
		return d;
	}
	d = report(ck, declaration_of(ck, zone), "`%s` has no TXT that proves its owner",
		   show(ck, zone->name));
	related(ck, d, ownership_declared_at(zone), "`ownership` is declared here");
	if (*value == '"')
		help(ck, d, "add the record `\"\": {type: TXT, value: %s}` to the public zone `%s`",
		     value, show(ck, zone->name));
	else
		help(ck, d, "add a TXT at `%s` with %s", show(ck, zone->name), value);
	return d;
}

static void check(struct check *ck, const struct zone_index *index)
{
	const struct zone *zone = index->zone;
	struct proof proof;
	struct diag *d;

	if (!ownership_is_required(ck, zone))
		return;
	proof = look(ck, index);
	if (proof.found)
		return;
	if (proof.unknown != NULL || zone->ownership.presence == UNSETTLED) {
		undecided(ck, proof.unknown != NULL ? proof.unknown->at : zone->ownership.at,
			  "whether a TXT proves who owns `%s` is not known: %s",
			  show(ck, zone->name),
			  proof.unknown != NULL && proof.unknown->pending != NULL
				  ? proof.unknown->pending
				  : "its value cannot be compared");
		return;
	}
	if (zone->managed_part && proof.txt == NULL) {
		undecided(ck, zone->origin->at,
			  "whether a TXT proves who owns `%s` is not known: the zone is managed in "
			  "part",
			  show(ck, zone->name));
		return;
	}
	d = proof.txt != NULL ? report_lacking(ck, zone, &proof) : report_absent(ck, zone);
	about(ck, d, zone->name, zone, NULL);
	if (proof.lookalike != NULL)
		related(ck, d, proof.lookalike->at, "`%.*s` has the same form and another value",
			STR_ARG(rdata_joined(ck->arena, proof.lookalike)));
	if (ck->policy->ownership.at.file != 0)
		related(ck, d, ck->policy->ownership.at, "the policy asks for it here");
}

const struct rule rule_ownership_missing = {
	.id = "ownership-missing",
	.family = "ownership",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "a domain without the TXT record that proves its owner",
	.source = "RFC 1035, section 3.3.14; ownership of the estate and of the policy",
	.url = "https://www.rfc-editor.org/rfc/rfc1035#section-3.3.14",
	.since = "0.1.0",
	.why = "Every domain, private or public, is registered in a public hosted zone, and a TXT "
	       "record "
	       "there says whose it is. Without it nobody can tell a domain that a team runs from "
	       "one "
	       "that is left over or taken, and what verifies by DNS has nothing to find.",
	.fix = "Declare `ownership` for the domain: the record is derived. Where the TXT of that "
	       "name is "
	       "written out it replaces the derived one, so it must hold the value too.",
	.check_zone = check,
};
