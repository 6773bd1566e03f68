/*
 * tlsa_owner.c -- a TLSA record that no client asks for: its owner is not `_port._proto`.
 *
 * A record that a CNAME of the estate leads to may have any name, as RFC 7671 section 5.2 does it, and so may
 * one below a label `_dane`, where such records are kept by custom. A wildcard stands for any port.
 */
#include "records/shared.h"

#include "base/banned.h"

enum { FACT_TLSA, FACT_CNAME };

/* RFC 6698 section 3; the registry of RFC 8552 has these transports. */
static bool is_transport(struct str label)
{
	return str_is(label, "_tcp") || str_is(label, "_udp") || str_is(label, "_sctp") ||
	       str_is(label, "_dccp");
}

static bool is_port(struct str label)
{
	uint64_t port;

	if (str_is(label, "*"))
		return true;
	return label.len > 1 && label.ptr[0] == '_' && label.ptr[1] != '0' &&
	       str_to_u64(str_slice(label.ptr + 1, label.len - 1), 65535, &port);
}

static bool is_asked_for(const struct dname *owner)
{
	if (owner->labels >= 2 && is_port(dname_label(owner, 0)) &&
	    is_transport(dname_label(owner, 1)))
		return true;
	for (unsigned i = 0; i < owner->labels; i++)
		if (str_is(dname_label(owner, i), "_dane"))
			return true;
	return false;
}

static void collect_zone(struct check *ck, const struct zone_index *index)
{
	for (size_t i = 0; i < index->zone->rrsets.n; i++) {
		const struct rrset *rrset = index->zone->rrsets.items[i];
		struct fact fact = {.zone = rrset->zone,
				    .owner = rrset->owner,
				    .rrset = rrset,
				    .at = rrset->at};

		if (rrset->type == RR_TLSA && !is_asked_for(rrset->owner)) {
			fact.kind = FACT_TLSA;
			collect(ck, fact);
		} else if (rrset->type == RR_CNAME && rrset->n > 0 && is_asked_for(rrset->owner)) {
			fact.kind = FACT_CNAME;
			fact.target = rrset->rrs[0].target;
			collect(ck, fact);
		}
	}
}

static struct str key_of(const struct dname *name)
{
	return str_slice((const char *)name->wire, name->len);
}

static void decide(struct check *ck)
{
	struct map targets;

	map_init(&targets, ck->arena);
	for (size_t i = 0; i < ck->facts->items.n; i++) {
		struct fact *fact = &ck->facts->items.items[i];

		if (fact->kind == FACT_CNAME)
			(void)map_add(&targets, key_of(fact->target), fact);
	}
	for (size_t i = 0; i < ck->facts->items.n; i++) {
		const struct fact *fact = &ck->facts->items.items[i];
		struct diag *d;

		if (fact->kind != FACT_TLSA || map_get(&targets, key_of(fact->owner)) != NULL)
			continue;
		d = report(
			ck, fact->at,
			"the TLSA record at `%s` is asked for by nobody: its name does not begin "
			"with a port and a transport",
			show(ck, fact->owner));
		about(ck, d, fact->owner, fact->zone, NULL);
		help(ck, d,
		     "write it at the port and the transport of the service, as `_443._tcp.%s`",
		     show(ck, fact->owner));
	}
}

const struct rule rule_tlsa_owner = {
	.id = "tlsa-owner",
	.family = "records",
	.severity = SEV_WARNING,
	.summary = "a TLSA record whose owner is not `_port._proto`",
	.source = "RFC 6698, section 3; RFC 7671, section 5.2",
	.url = "https://www.rfc-editor.org/rfc/rfc6698#section-3",
	.since = "0.1.0",
	.why = "Clients look for TLSA records at the port and the transport that they connect to. "
	       "A "
	       "record at the host itself, or with the two labels the other way round, protects "
	       "nothing, and its author believes that it does.",
	.fix = "Name the record `_443._tcp.www` for port 443 of `www`. One record for several "
	       "ports is "
	       "a CNAME at each of them.",
	.collect_zone = collect_zone,
	.decide = decide,
};
