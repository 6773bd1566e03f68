/* shared.c -- what several rules about records ask. */
#include "records/shared.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/banned.h"

/* Values that differ only in their routing policy are not one RRset. */
static bool is_same_set(const struct rrset *a, const struct rrset *b)
{
	return a->type == b->type &&
	       str_eq(str_from(a->set_identifier), str_from(b->set_identifier)) &&
	       dname_equal(a->owner, b->owner);
}

size_t rrset_pieces(const struct zone *zone, size_t first)
{
	size_t n = 1;

	while (first + n < zone->rrsets.n &&
	       is_same_set(zone->rrsets.items[first], zone->rrsets.items[first + n]))
		n++;
	return n;
}

/* The key of the load balancer of the estate that has that generated name, or "…". */
static struct str balancer_key(const struct model *model, struct str name)
{
	for (size_t i = 0; i < model->load_balancers.n; i++) {
		const struct load_balancer *balancer = model->load_balancers.items[i];
		struct str known = balancer->dns_name.s;

		if (str_ends(known, "."))
			known.len--;
		if (str_eq_nocase(known, name))
			return balancer->key.s;
	}
	return STR("…");
}

static const char *alias_of_aws(struct check *ck, struct str name)
{
	const char *key = NULL;

	if (str_ends(name, ".cloudfront.net"))
		key = "cloudfront";
	else if (str_ends(name, ".vpce.amazonaws.com"))
		key = "vpc_endpoint";
	else if (str_starts(name, "d-") && str_find(name, ".execute-api.", NULL))
		key = "api_gateway"; /* the regional name of a custom domain; others cannot be aliased */
	if (key != NULL)
		return arena_printf(ck->arena, "write the alias `{type: A, alias: {%s: %.*s}}`",
				    key, STR_ARG(name));
	if (str_ends(name, ".amazonaws.com") && str_find(name, ".elb.", NULL))
		return arena_printf(ck->arena,
				    "write the alias `{type: A, alias: {load_balancer: %.*s}}`",
				    STR_ARG(balancer_key(ck->model, name)));
	return NULL;
}

const char *instead_of_cname(struct check *ck, const struct rrset *rrset)
{
	const struct dname *target = rrset->n > 0 ? rrset->rrs[0].target : NULL;
	const char *alias;

	if (target == NULL)
		return "write an alias record";
	alias = alias_of_aws(ck, str_from(show(ck, target)));
	if (alias != NULL)
		return alias;
	if (dname_is_within(target, rrset->zone->name) && !dname_equal(target, rrset->owner))
		return arena_printf(
			ck->arena,
			"write the alias `{type: A, alias: {record: %s.}}` (and the same for AAAA)",
			show(ck, target));
	return arena_printf(ck->arena,
			    "write the addresses of `%s`, or an alias to the load balancer or "
			    "distribution behind it",
			    show(ck, target));
}

/* ---- targets ----------------------------------------------------------------------------------- */

static bool is_address(struct check *ck, const struct dname *name)
{
	const char *text;
	uint8_t octets[16];

	/* Four labels of digits, or one label with colons. */
	if ((name->labels != 4 || !ascii_is_digit(dname_label(name, 0).ptr[0])) &&
	    (name->labels != 1 || !str_find(dname_label(name, 0), ":", NULL)))
		return false;
	text = show(ck, name);
	return inet_pton(AF_INET, text, octets) == 1 || inet_pton(AF_INET6, text, octets) == 1;
}

void check_address_targets(struct check *ck, const struct rrset *rrset, const char *what)
{
	for (size_t i = 0; i < rrset->n; i++) {
		const struct rr *rr = &rrset->rrs[i];
		struct diag *d;

		if (rr->target == NULL || !is_address(ck, rr->target))
			continue;
		d = report(ck, rr->at,
			   "the %s of `%s` is the address `%s`, and a host name is wanted", what,
			   show(ck, rrset->owner), show(ck, rr->target));
		about(ck, d, rrset->owner, rrset->zone, show(ck, rr->target));
		help(ck, d, "give the address a name with an address record, and write that name");
	}
}

/* What makes TARGET an alias in the zone that answers for it; NULL: nothing does. */
static const struct rrset *alias_in(const struct zone_index *zone, const struct dname *target)
{
	struct zone_answer found;

	if (zone == NULL)
		return NULL;
	found = zone_lookup(zone, target, RR_A);
	return found.kind == ZONE_CNAME || found.kind == ZONE_DNAME ? found.rrset : NULL;
}

static const struct rrset *alias_in_public(struct check *ck, const struct zone *zone,
					   const struct dname *target)
{
	const struct zone_index *deepest =
		index_zone_for(ck->index, target, VIEW_PUBLIC, DNAME_LABELS_MAX);

	/* Of two zones of one name its own is the one that its author means. */
	if (deepest != NULL && dname_equal(deepest->zone->name, zone->name) &&
	    zone->view == VIEW_PUBLIC)
		deepest = index_of_zone(ck->index, zone);
	return alias_in(deepest, target);
}

static const struct rrset *alias_in_vpc(struct check *ck, const struct zone *zone,
					const struct vpc *vpc, const struct dname *target)
{
	const struct vpc_view *view = views_vpc(ck->views, vpc->id.s);
	const struct binding *binding = view == NULL ? NULL : view_binding(view, target);

	if (view == NULL)
		return NULL;
	if (binding == NULL)
		return alias_in_public(ck, zone, target);
	/* Behind a Resolver rule, or an endpoint, others answer. */
	return binding->rule != NULL || binding->service != NULL ? NULL
								 : alias_in(binding->zone, target);
}

static const struct rrset *alias_at(struct check *ck, const struct zone *zone,
				    const struct dname *target)
{
	const struct rrset *alias = NULL;

	if (zone->view == VIEW_PUBLIC)
		return alias_in_public(ck, zone, target);
	for (size_t i = 0; i < zone->n_vpcs && alias == NULL; i++)
		alias = alias_in_vpc(ck, zone, &zone->vpcs[i], target);
	/* Without a VPC it is still its own zone that is meant to answer. */
	if (zone->n_vpcs == 0 && dname_is_within(target, zone->name))
		alias = alias_in(index_of_zone(ck->index, zone), target);
	return alias;
}

void check_alias_targets(struct check *ck, const struct rrset *rrset, const char *what)
{
	for (size_t i = 0; i < rrset->n; i++) {
		const struct rr *rr = &rrset->rrs[i];
		const struct rrset *alias =
			rr->target == NULL ? NULL : alias_at(ck, rrset->zone, rr->target);
		const char *type;
		struct diag *d;

		if (alias == NULL)
			continue;
		type = rr_type_name(ck->arena, alias->type);
		d = report(ck, rr->at, "the %s `%s` of `%s` is an alias: %s `%s` leads to `%s`",
			   what, show(ck, rr->target), show(ck, rrset->owner), type,
			   show(ck, alias->owner), show_rrset(ck, alias));
		about(ck, d, rrset->owner, rrset->zone, show(ck, rr->target));
		related(ck, d, alias->at, "the %s is here", type);
		help(ck, d,
		     "write the name that the %s leads to, or give `%s` address records in its "
		     "place",
		     type, show(ck, rr->target));
	}
}

/* ---- SPF --------------------------------------------------------------------------------------- */

static const char spf_version[] = "v=spf1";
enum { SPF_VERSION_LEN = sizeof(spf_version) - 1 };

/* Octet AT of the joined text, or -1. */
static int text_octet(const struct rr *rr, size_t at)
{
	for (size_t start = 0; start < rr->len; start += rr->rdata[start] + 1u) {
		if (at < rr->rdata[start])
			return rr->rdata[start + 1 + at];
		at -= rr->rdata[start];
	}
	return -1;
}

bool text_is_spf(const struct rr *rr)
{
	int next;

	if (rr->len <= SPF_VERSION_LEN)
		return false;
	for (size_t i = 0; i < SPF_VERSION_LEN; i++) {
		int octet = text_octet(rr, i);

		if (octet < 0 || ascii_lower((char)octet) != spf_version[i])
			return false;
	}
	next = text_octet(rr, SPF_VERSION_LEN);
	return next < 0 || next == ' ';
}

struct str spf_terms(struct arena *arena, const struct rr *rr)
{
	struct str text = rdata_joined(arena, rr);

	return str_slice(text.ptr + SPF_VERSION_LEN, text.len - SPF_VERSION_LEN);
}

/* What may stand behind the name of a term. */
enum { NO_DOMAIN = 0, MAY_DOMAIN = 1, MUST_DOMAIN = 2, MAY_PREFIX = 4 };

static const struct spf_name {
	const char *name;
	enum spf_kind kind;
	unsigned form;
} spf_names[] = {
	{"all", SPF_ALL, NO_DOMAIN},	       {"include", SPF_INCLUDE, MUST_DOMAIN},
	{"a", SPF_A, MAY_DOMAIN | MAY_PREFIX}, {"mx", SPF_MX, MAY_DOMAIN | MAY_PREFIX},
	{"ptr", SPF_PTR, MAY_DOMAIN},	       {"exists", SPF_EXISTS, MUST_DOMAIN},
	{"ip4", SPF_IP4, MUST_DOMAIN},	       {"ip6", SPF_IP6, MUST_DOMAIN},
};

/* RFC 7208 section 7.1: `%{` letter, digits, `r`, delimiters, `}`; `%%`, `%_`, `%-`. The octets of the
 * macro at the start of TEXT, 0 where it is none. */
static size_t macro_length(struct str text)
{
	size_t at = 2;

	if (text.len < 2)
		return 0;
	if (text.ptr[1] == '%' || text.ptr[1] == '_' || text.ptr[1] == '-')
		return 2;
	if (text.ptr[1] != '{' || text.len < 4 ||
	    memchr("slodipvhcrt", ascii_lower(text.ptr[at++]), 11) == NULL)
		return 0;
	while (at < text.len && ascii_is_digit(text.ptr[at]))
		at++;
	if (at < text.len && ascii_lower(text.ptr[at]) == 'r')
		at++;
	while (at < text.len && text.ptr[at] != '\0' && strchr(".-+,/_=", text.ptr[at]) != NULL)
		at++;
	return at < text.len && text.ptr[at] == '}' ? at + 1 : 0;
}

/* Takes the domain at the start of TEXT, up to a prefix length where one MAY_FOLLOW: a `/` outside of
 * macros, which elsewhere is a character as any other. NULL, or what is wrong. */
static const char *take_domain(struct str *text, bool may_follow, struct spf_term *term,
			       bool *ret_ends_in_macro)
{
	size_t at = 0;

	*ret_ends_in_macro = false;
	while (at < text->len && !(may_follow && text->ptr[at] == '/')) {
		size_t macro = 1;

		*ret_ends_in_macro = text->ptr[at] == '%';
		if (text->ptr[at] == '%')
			macro = macro_length(str_slice(text->ptr + at, text->len - at));
		else if (text->ptr[at] <= ' ' || text->ptr[at] >= 0x7f)
			return "holds a character that is not printable ASCII";
		if (macro == 0)
			return "holds a `%` that begins no macro";
		term->macros = term->macros || *ret_ends_in_macro;
		at += macro;
	}
	term->domain = str_slice(text->ptr, at);
	*text = str_slice(text->ptr + at, text->len - at);
	return NULL;
}

/* RFC 7208 section 7.1, domain-spec: ends in a label that is not all digits, or in a macro. */
static const char *check_domain(struct str domain, bool ends_in_macro)
{
	size_t end = domain.len, start;
	bool letter = false;

	if (ends_in_macro)
		return NULL;
	if (end > 0 && domain.ptr[end - 1] == '.')
		end--;
	start = end;
	while (start > 0 && domain.ptr[start - 1] != '.' && domain.ptr[start - 1] != '}') {
		char c = domain.ptr[--start];

		if (!ascii_is_alpha(c) && !ascii_is_digit(c) && c != '-')
			return "names no domain: its last label is letters, digits and hyphens";
		letter = letter || !ascii_is_digit(c);
	}
	if (end == start)
		return "names no domain";
	if (!letter)
		return "has an address, or a number, where a domain is wanted";
	if (start == 0)
		return "has a single label where a domain is wanted";
	return NULL;
}

/* A number to MAX without leading zeros. */
static bool is_prefix(struct str text, uint64_t max)
{
	uint64_t bits;

	return text.len > 0 && (text.len == 1 || text.ptr[0] != '0') &&
	       str_to_u64(text, max, &bits);
}

/* RFC 7208 section 5.3: `/24`, `//64`, `/24//64`. */
static bool is_dual_prefix(struct str text)
{
	struct str four;
	size_t at;

	if (text.len == 0)
		return true;
	if (!str_find(text, "//", &at))
		return text.ptr[0] == '/' && is_prefix(str_slice(text.ptr + 1, text.len - 1), 32);
	four = str_slice(text.ptr, at);
	return (at == 0 ||
		(four.ptr[0] == '/' && is_prefix(str_slice(four.ptr + 1, at - 1), 32))) &&
	       is_prefix(str_slice(text.ptr + at + 2, text.len - at - 2), 128);
}

/* RFC 7208 section 5.6 */
static bool is_network(struct str network, int family)
{
	char text[INET6_ADDRSTRLEN];
	uint8_t octets[16];
	struct str address;

	if (!str_cut(&network, '/', &address))
		address = network;
	else if (!is_prefix(network, family == AF_INET ? 32 : 128))
		return false;
	if (address.len == 0 || address.len >= sizeof(text))
		return false;
	memcpy(text, address.ptr, address.len);
	text[address.len] = '\0';
	return inet_pton(family, text, octets) == 1;
}

/* What stands behind `:` or `=`. */
static const char *take_argument(struct str rest, unsigned form, struct spf_term *term)
{
	const char *fault;
	bool ends_in_macro;

	if (form == NO_DOMAIN)
		return "takes nothing behind it";
	if (term->kind == SPF_IP4)
		return is_network(rest, AF_INET)
			       ? NULL
			       : "wants an IPv4 address, with or without a prefix length";
	if (term->kind == SPF_IP6)
		return is_network(rest, AF_INET6)
			       ? NULL
			       : "wants an IPv6 address, with or without a prefix length";
	fault = take_domain(&rest, (form & MAY_PREFIX) != 0, term, &ends_in_macro);
	if (fault == NULL)
		fault = check_domain(term->domain, ends_in_macro);
	if (fault == NULL && !is_dual_prefix(rest))
		fault = "ends in no prefix length that it may have";
	return fault;
}

static const char *read_mechanism(struct str body, struct spf_term *term)
{
	size_t name_len = 0;
	const struct spf_name *found = NULL;
	struct str rest;

	while (name_len < body.len && body.ptr[name_len] != ':' && body.ptr[name_len] != '/')
		name_len++;
	for (size_t i = 0; i < COUNT_OF(spf_names); i++)
		if (str_eq_nocase(str_slice(body.ptr, name_len), str_from(spf_names[i].name)))
			found = &spf_names[i];
	if (found == NULL)
		return "is no mechanism of SPF";
	term->kind = found->kind;
	rest = str_slice(body.ptr + name_len, body.len - name_len);
	if (rest.len > 0 && rest.ptr[0] == ':')
		return take_argument(str_slice(rest.ptr + 1, rest.len - 1), found->form, term);
	if ((found->form & MUST_DOMAIN) != 0)
		return term->kind == SPF_IP4 || term->kind == SPF_IP6 ? "wants `:` and an address"
								      : "wants `:` and a domain";
	if (rest.len > 0 && ((found->form & MAY_PREFIX) == 0 || !is_dual_prefix(rest)))
		return "ends in no prefix length that it may have";
	return NULL;
}

/* RFC 7208 section 6: a name, `=` and a value. */
static const char *read_modifier(struct str name, struct str value, struct spf_term *term)
{
	bool ends_in_macro;
	const char *fault;

	term->kind = str_eq_nocase(name, STR("redirect")) ? SPF_REDIRECT
		     : str_eq_nocase(name, STR("exp"))	  ? SPF_EXP
							  : SPF_OTHER;
	if (term->kind == SPF_OTHER)
		return NULL;
	fault = take_domain(&value, false, term, &ends_in_macro);
	return fault == NULL ? check_domain(term->domain, ends_in_macro) : fault;
}

static bool is_modifier_name(struct str name)
{
	if (name.len == 0 || !ascii_is_alpha(name.ptr[0]))
		return false;
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		if (!ascii_is_alpha(c) && !ascii_is_digit(c) && c != '-' && c != '_' && c != '.')
			return false;
	}
	return true;
}

static const char *read_term(struct str body, struct spf_term *term)
{
	struct str rest = body, name;

	if (str_cut(&rest, '=', &name) && is_modifier_name(name))
		return read_modifier(name, rest, term);
	if (body.len > 0 && memchr("+-?~", body.ptr[0], 4) != NULL)
		body = str_slice(body.ptr + 1, body.len - 1);
	return read_mechanism(body, term);
}

bool spf_next(struct str *rest, struct spf_term *ret_term)
{
	struct str text;

	do {
		if (rest->len == 0)
			return false;
		if (!str_cut(rest, ' ', &text)) {
			text = *rest;
			rest->len = 0;
		}
	} while (text.len == 0);
	*ret_term = (struct spf_term){.text = text};
	ret_term->fault = read_term(text, ret_term);
	if (ret_term->fault != NULL)
		ret_term->kind = SPF_FAULT;
	return true;
}

/* ---- tag lists --------------------------------------------------------------------------------- */

bool tag_next(struct str *rest, struct tag *ret_tag)
{
	struct str text, name;

	if (str_trim(*rest).len == 0)
		return false;
	if (!str_cut(rest, ';', &text)) {
		text = *rest;
		rest->len = 0;
	}
	*ret_tag = (struct tag){.value = text};
	ret_tag->no_value = !str_cut(&ret_tag->value, '=', &name);
	ret_tag->name = str_trim(ret_tag->no_value ? text : name);
	ret_tag->value = ret_tag->no_value ? STR("") : str_trim(ret_tag->value);
	return true;
}
