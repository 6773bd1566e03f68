/*
 * private_address.c -- an address in a public zone that means something else, or nothing, to those who
 * look it up: private-use, unique local, carrier-grade NAT, loopback, link-local, unspecified.
 */
#include "privacy/shared.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/banned.h"

/* The addresses of one value that are in a range, for one finding. */
struct hits {
	const char *first; /* NULL: none */
	const char *text;  /* "`10.0.0.1` (private-use, RFC 1918), …" */
};

static void add_hit(struct check *ck, struct hits *hits, const struct address_range *range,
		    const char *text)
{
	if (hits->first == NULL)
		hits->first = text;
	hits->text =
		arena_printf(ck->arena, "%s%s`%s` (%s, %s)", hits->text != NULL ? hits->text : "",
			     hits->text != NULL ? ", " : "", text, range->what, range->source);
}

static void look_at_address(struct check *ck, struct hits *hits, const uint8_t *octets,
			    unsigned n_octets)
{
	const struct address_range *range = address_range_of(octets, n_octets, n_octets * 8);
	char text[INET6_ADDRSTRLEN];

	if (range == NULL ||
	    inet_ntop(n_octets == 4 ? AF_INET : AF_INET6, octets, text, sizeof(text)) == NULL)
		return;
	add_hit(ck, hits, range, arena_copy(ck->arena, text, strlen(text)));
}

static void look_at_hints(struct check *ck, struct hits *hits, const struct rr *rr)
{
	struct svc_param param;

	for (size_t at = 0; svc_param_next(rr, &at, &param);) {
		unsigned n_octets = param.key == SVC_PARAM_IPV4HINT   ? 4
				    : param.key == SVC_PARAM_IPV6HINT ? 16
								      : 0;

		for (size_t i = 0; n_octets > 0 && i + n_octets <= param.len; i += n_octets)
			look_at_address(ck, hits, param.value + i, n_octets);
	}
}

/* ---- SPF --------------------------------------------------------------------------------------- */

/* `ip4:10.0.0.0/8` (RFC 7208 section 5.6): wide open networks such as 0.0.0.0/0 are in no range. */
static void look_at_network(struct check *ck, struct hits *hits, struct str network, int family)
{
	unsigned n_octets = family == AF_INET ? 4 : 16;
	uint64_t bits = n_octets * 8;
	struct str address;
	uint8_t octets[16];
	const struct address_range *range;

	if (!str_cut(&network, '/', &address))
		address = network;
	else if (!str_to_u64(network, n_octets * 8, &bits))
		return; /* spf-syntax says so */
	if (inet_pton(family, arena_cstr(ck->arena, address), octets) != 1)
		return;
	range = address_range_of(octets, n_octets, (unsigned)bits);
	if (range == NULL)
		return;
	if (bits == n_octets * 8)
		add_hit(ck, hits, range, arena_cstr(ck->arena, address));
	else
		add_hit(ck, hits, range,
			arena_printf(ck->arena, "%.*s/%u", STR_ARG(address), (unsigned)bits));
}

static void look_at_term(struct check *ck, struct hits *hits, struct str term)
{
	struct str mechanism;

	if (term.len > 0 && strchr("+-~?", term.ptr[0]) != NULL)
		term = str_slice(term.ptr + 1, term.len - 1);
	if (!str_cut(&term, ':', &mechanism))
		return;
	if (str_eq_nocase(mechanism, STR("ip4")))
		look_at_network(ck, hits, term, AF_INET);
	else if (str_eq_nocase(mechanism, STR("ip6")))
		look_at_network(ck, hits, term, AF_INET6);
}

/* RFC 7208 section 4.5: the version ends in a space or with the record. */
static void look_at_spf(struct check *ck, struct hits *hits, const struct rr *rr)
{
	struct str rest, term;

	/* Nearly all text is not SPF, and is not joined to see it. */
	if (rr->len < 7 ||
	    (rr->rdata[0] >= 6 &&
	     !str_eq_nocase(str_slice((const char *)rr->rdata + 1, 6), STR("v=spf1"))))
		return;
	rest = rdata_joined(ck->arena, rr);
	if (!str_cut(&rest, ' ', &term) || !str_eq_nocase(term, STR("v=spf1")))
		return;
	while (str_cut(&rest, ' ', &term))
		look_at_term(ck, hits, term);
	look_at_term(ck, hits, rest);
}

/* ---- the rule ---------------------------------------------------------------------------------- */

static bool look_at(struct check *ck, struct hits *hits, enum rr_type type, const struct rr *rr)
{
	switch (type) {
	case RR_A:
	case RR_AAAA:
		if (rr->len == (type == RR_A ? 4 : 16))
			look_at_address(ck, hits, rr->rdata, rr->len);
		break;
	case RR_HTTPS:
	case RR_SVCB:
		look_at_hints(ck, hits, rr);
		break;
	case RR_TXT:
	case RR_SPF:
		look_at_spf(ck, hits, rr);
		break;
	default:
		break;
	}
	return hits->first != NULL;
}

static void check(struct check *ck, const struct rrset *rrset)
{
	if (rrset->zone->view != VIEW_PUBLIC)
		return;
	for (size_t i = 0; i < rrset->n; i++) {
		const struct rr *rr = &rrset->rrs[i];
		const char *type = rr_type_name(ck->arena, rrset->type);
		struct hits hits = {0};
		struct diag *d;

		if (!look_at(ck, &hits, rrset->type, rr))
			continue;
		if (rrset->zone->view_assumed) {
			undecided(ck, rr->at,
				  "%s at `%s` gives %s, and nothing says whether the zone `%s` is "
				  "public or private",
				  type, show(ck, rrset->owner), hits.text,
				  show(ck, rrset->zone->name));
			continue;
		}
		d = report(ck, rr->at, "%s at `%s` in the public zone `%s` holds %s", type,
			   show(ck, rrset->owner), show(ck, rrset->zone->name), hits.text);
		about(ck, d, rrset->owner, rrset->zone,
		      arena_printf(ck->arena, "%s %s", type, hits.first));
		if (rrset->derived)
			related_origin(ck, d, rrset->origin);
		if (rrset->type == RR_TXT || rrset->type == RR_SPF)
			help(ck, d,
			     "take `%s` out of the SPF record: mail reaches others from public "
			     "addresses",
			     hits.first);
		else
			help(ck, d,
			     "move this value to a private zone, or write the public address of "
			     "`%s`",
			     show(ck, rrset->owner));
	}
}

const struct rule rule_private_address = {
	.id = "private-address",
	.family = "privacy",
	.severity = SEV_ERROR,
	.starred = true,
	.summary = "a private, loopback or link-local address in a public zone",
	.source = "RFC 1918, section 3; RFC 4193, section 4.4; RFC 6598, section 4; RFC 6890",
	.url = "https://www.rfc-editor.org/rfc/rfc1918#section-3",
	.since = "0.1.0",
	.why = "A private address means another machine in each network: whoever looks it up from "
	       "outside connects to something in the network he is in. It also publishes the "
	       "address plan, and lets a foreign page reach inner services by DNS rebinding. In "
	       "SPF it authorises nobody, for mail never arrives from such an address.",
	.fix = "Keep private addresses in private hosted zones. Where one has to be public, for "
	       "users of a VPN, waive the finding by name, with the reason and an end.",
	.check_rrset = check,
};
