/*
 * text_reveals_private.c -- texts of public records that hold what is private: a name, an address, the id
 * of an account, an ARN.
 *
 * Addresses in SPF (`ip4:`, `ip6:`) are private-address. A text that repeats its owner name, or a name
 * above it, reveals nothing.
 */
#include "privacy/shared.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/banned.h"

struct hit {
	const char *what;	  /* NULL: nothing */
	const struct dname *name; /* a private name; NULL: something else */
	const struct account *account;
};

/* What words are made of that may be names, and addresses. */
enum class { CLASS_NAME = 1, CLASS_ADDRESS = 2 };

#define BOTH (CLASS_NAME | CLASS_ADDRESS)
static const uint8_t classes[256] = {
	['-'] = CLASS_NAME, ['_'] = CLASS_NAME, ['.'] = BOTH,	    [':'] = CLASS_ADDRESS,
	['0'] = BOTH,	    ['1'] = BOTH,	['2'] = BOTH,	    ['3'] = BOTH,
	['4'] = BOTH,	    ['5'] = BOTH,	['6'] = BOTH,	    ['7'] = BOTH,
	['8'] = BOTH,	    ['9'] = BOTH,	['a'] = BOTH,	    ['b'] = BOTH,
	['c'] = BOTH,	    ['d'] = BOTH,	['e'] = BOTH,	    ['f'] = BOTH,
	['A'] = BOTH,	    ['B'] = BOTH,	['C'] = BOTH,	    ['D'] = BOTH,
	['E'] = BOTH,	    ['F'] = BOTH,	['g'] = CLASS_NAME, ['h'] = CLASS_NAME,
	['i'] = CLASS_NAME, ['j'] = CLASS_NAME, ['k'] = CLASS_NAME, ['l'] = CLASS_NAME,
	['m'] = CLASS_NAME, ['n'] = CLASS_NAME, ['o'] = CLASS_NAME, ['p'] = CLASS_NAME,
	['q'] = CLASS_NAME, ['r'] = CLASS_NAME, ['s'] = CLASS_NAME, ['t'] = CLASS_NAME,
	['u'] = CLASS_NAME, ['v'] = CLASS_NAME, ['w'] = CLASS_NAME, ['x'] = CLASS_NAME,
	['y'] = CLASS_NAME, ['z'] = CLASS_NAME, ['G'] = CLASS_NAME, ['H'] = CLASS_NAME,
	['I'] = CLASS_NAME, ['J'] = CLASS_NAME, ['K'] = CLASS_NAME, ['L'] = CLASS_NAME,
	['M'] = CLASS_NAME, ['N'] = CLASS_NAME, ['O'] = CLASS_NAME, ['P'] = CLASS_NAME,
	['Q'] = CLASS_NAME, ['R'] = CLASS_NAME, ['S'] = CLASS_NAME, ['T'] = CLASS_NAME,
	['U'] = CLASS_NAME, ['V'] = CLASS_NAME, ['W'] = CLASS_NAME, ['X'] = CLASS_NAME,
	['Y'] = CLASS_NAME, ['Z'] = CLASS_NAME,
};
#undef BOTH

static bool is_of(enum class class, char c)
{
	return (classes[(unsigned char)c] & class) != 0;
}

/* The next run of characters of CLASS in TEXT, from *AT on; false: no more. */
static bool next_word(struct str text, enum class class, size_t *at, struct str *ret_word)
{
	size_t start = *at, end;

	while (start < text.len && !is_of(class, text.ptr[start]))
		start++;
	for (end = start; end < text.len && is_of(class, text.ptr[end]);)
		end++;
	*at = end;
	*ret_word = str_slice(text.ptr + start, end - start);
	return end > start;
}

static bool is_revealed(const struct check *ck, const struct dname *owner, const struct dname *name)
{
	return name->labels > 1 && !dname_is_within(owner, name) && is_declared_private(ck, name);
}

static bool find_name(struct check *ck, const struct dname *owner, struct str text, struct hit *hit)
{
	struct str word;

	for (size_t at = 0; next_word(text, CLASS_NAME, &at, &word);) {
		const struct dname *name;

		/* the end of a sentence */
		while (word.len > 0 && word.ptr[word.len - 1] == '.')
			word.len--;
		while (word.len > 0 && word.ptr[0] == '.')
			word = str_slice(word.ptr + 1, word.len - 1);
		if (word.len == 0 || word.len > DNAME_WIRE_MAX || !str_find(word, ".", NULL) ||
		    dname_parse(ck->arena, word, NULL, &name) != DNAME_OK ||
		    !is_revealed(ck, owner, name))
			continue;
		hit->name = name;
		hit->what = arena_printf(ck->arena, "the private name `%s`", show(ck, name));
		return true;
	}
	return false;
}

/* Networks of a company alone: that something listens on loopback, or that a version is 0.1.2.3, tells
 * nobody anything. */
static bool is_inner(const struct address_range *range)
{
	return range != NULL && (str_is(str_from(range->what), "private-use") ||
				 str_is(str_from(range->what), "unique local") ||
				 str_is(str_from(range->what), "carrier-grade NAT"));
}

static bool find_address(struct check *ck, struct str text, struct hit *hit)
{
	struct str word;

	for (size_t at = 0; next_word(text, CLASS_ADDRESS, &at, &word);) {
		const struct address_range *range;
		uint8_t octets[16];
		unsigned n_octets;
		bool inside_word = word.ptr > text.ptr && is_of(CLASS_NAME, word.ptr[-1]);

		if (at < text.len && is_of(CLASS_NAME, text.ptr[at]))
			inside_word = true;
		while (word.len > 0 && (word.ptr[0] == ':' || word.ptr[0] == '.'))
			word = str_slice(word.ptr + 1, word.len - 1);
		while (word.len > 0 && strchr(":.", word.ptr[word.len - 1]) != NULL)
			word.len--;
		if (inside_word || word.len < 6 || word.len >= INET6_ADDRSTRLEN)
			continue;
		n_octets = str_find(word, ":", NULL) ? 16 : 4;
		if (inet_pton(n_octets == 4 ? AF_INET : AF_INET6, arena_cstr(ck->arena, word),
			      octets) != 1)
			continue;
		range = address_range_of(octets, n_octets, n_octets * 8);
		if (!is_inner(range))
			continue;
		hit->what = arena_printf(ck->arena, "the address `%.*s` (%s, %s)", STR_ARG(word),
					 range->what, range->source);
		return true;
	}
	return false;
}

/* IAM User Guide, "Amazon Resource Names (ARNs)": arn:partition:service:region:account:resource. */
static bool find_arn(struct check *ck, struct str text, struct hit *hit)
{
	size_t start, end, colons = 0;

	if (!str_find(text, "arn:aws", &start))
		return false;
	for (end = start; end < text.len && strchr(" \t\"';,", text.ptr[end]) == NULL; end++)
		colons += text.ptr[end] == ':';
	if (colons < 5)
		return false;
	hit->what = arena_printf(ck->arena, "the ARN `%.*s`", (int)(end - start), text.ptr + start);
	return true;
}

static bool find_account(struct check *ck, struct str text, struct hit *hit)
{
	const struct model *model = ck->model;
	struct str word;

	for (size_t at = 0; next_word(text, CLASS_NAME, &at, &word);)
		for (size_t i = 0; word.len == 12 && i < model->accounts.n; i++)
			if (str_eq(word, model->accounts.items[i]->id.s)) {
				hit->account = model->accounts.items[i];
				hit->what = arena_printf(ck->arena, "the account id `%.*s`",
							 STR_ARG(word));
				return true;
			}
	return false;
}

static bool is_spf(struct str text)
{
	return text.len >= 6 && str_eq_nocase(str_slice(text.ptr, 6), STR("v=spf1"));
}

static void look_at_text(struct check *ck, const struct rrset *rrset, struct str text,
			 struct hit *hit)
{
	(void)(find_name(ck, rrset->owner, text, hit) || find_arn(ck, text, hit) ||
	       find_account(ck, text, hit) || (!is_spf(text) && find_address(ck, text, hit)));
}

/* A mailbox as a name (RFC 1035 section 3.3.13): its domain is what follows the first label. */
static void look_at_mailbox(struct check *ck, const struct rrset *rrset,
			    const struct dname *mailbox, struct hit *hit)
{
	const struct dname *domain;

	if (mailbox == NULL || mailbox->labels < 2)
		return;
	domain = dname_suffix(ck->arena, mailbox, 1);
	if (!is_revealed(ck, rrset->owner, domain))
		return;
	hit->name = domain;
	hit->what = arena_printf(ck->arena, "the private name `%s`", show(ck, domain));
}

/* RP: a mailbox, and the name of a TXT (RFC 1183 section 2.2). */
static void look_at_person(struct check *ck, const struct rrset *rrset, const struct rr *rr,
			   struct hit *hit)
{
	size_t used = 0;
	const struct dname *text;

	look_at_mailbox(ck, rrset, dname_from_wire(ck->arena, rr->rdata, rr->len, &used), hit);
	if (hit->what != NULL || used >= rr->len)
		return;
	text = dname_from_wire(ck->arena, rr->rdata + used, rr->len - used, NULL);
	if (text == NULL || !is_revealed(ck, rrset->owner, text))
		return;
	hit->name = text;
	hit->what = arena_printf(ck->arena, "the private name `%s`", show(ck, text));
}

/* SOA: MNAME, RNAME and five numbers (RFC 1035 section 3.3.13). */
static void look_at_authority(struct check *ck, const struct rrset *rrset, const struct rr *rr,
			      struct hit *hit)
{
	size_t used = 0;

	if (dname_from_wire(ck->arena, rr->rdata, rr->len, &used) != NULL && used < rr->len)
		look_at_mailbox(ck, rrset,
				dname_from_wire(ck->arena, rr->rdata + used, rr->len - used, NULL),
				hit);
}

/* HINFO: two character strings (RFC 1035 section 3.3.2). */
static void look_at_host(struct check *ck, const struct rrset *rrset, const struct rr *rr,
			 struct hit *hit)
{
	for (size_t at = 0; hit->what == NULL && at < rr->len; at += 1u + rr->rdata[at])
		if (at + 1u + rr->rdata[at] <= rr->len)
			look_at_text(ck, rrset,
				     str_slice((const char *)rr->rdata + at + 1, rr->rdata[at]),
				     hit);
}

static void look_at(struct check *ck, const struct rrset *rrset, const struct rr *rr,
		    struct hit *hit)
{
	switch (rrset->type) {
	case RR_TXT:
	case RR_SPF:
		look_at_text(ck, rrset, rdata_joined(ck->arena, rr), hit);
		break;
	case RR_HINFO:
		look_at_host(ck, rrset, rr, hit);
		break;
	case RR_RP:
		look_at_person(ck, rrset, rr, hit);
		break;
	case RR_SOA:
		look_at_authority(ck, rrset, rr, hit);
		break;
	default:
		break;
	}
}

static void report_hit(struct check *ck, const struct rrset *rrset, const struct rr *rr,
		       const struct hit *hit)
{
	const char *type = rr_type_name(ck->arena, rrset->type);
	struct diag *d;

	if (rrset->zone->view_assumed) {
		undecided(ck, rr->at,
			  "%s at `%s` holds %s, and nothing says whether the zone `%s` is public "
			  "or private",
			  type, show(ck, rrset->owner), hit->what, show(ck, rrset->zone->name));
		return;
	}
	d = report(ck, rr->at, "%s at `%s` in the public zone `%s` reveals %s", type,
		   show(ck, rrset->owner), show(ck, rrset->zone->name), hit->what);
	about(ck, d, rrset->owner, rrset->zone, hit->what);
	if (hit->name != NULL)
		private_related(ck, d, hit->name);
	if (hit->account != NULL)
		related(ck, d, hit->account->id.at, "it is the id of the account `%.*s`",
			STR_ARG(hit->account->key.s));
	if (rrset->derived)
		related_origin(ck, d, rrset->origin);
	help(ck, d, "take %s out of this %s record, or move the record to a private zone",
	     hit->what, type);
}

static void check(struct check *ck, const struct rrset *rrset)
{
	if (rrset->zone->view != VIEW_PUBLIC)
		return;
	for (size_t i = 0; i < rrset->n; i++) {
		struct hit hit = {0};

		look_at(ck, rrset, &rrset->rrs[i], &hit);
		if (hit.what != NULL)
			report_hit(ck, rrset, &rrset->rrs[i], &hit);
	}
}

const struct rule rule_text_reveals_private = {
	.id = "text-reveals-private",
	.family = "privacy",
	.severity = SEV_WARNING,
	.summary = "a private name, a private address, an account id or an ARN in a public text",
	.source = "RFC 1035, section 3.3.14; IAM User Guide, \"Amazon Resource Names (ARNs)\"",
	.url = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
	.since = "0.1.0",
	.why = "TXT, SPF, RP and HINFO records and the mailbox of an SOA are read by everybody who "
	       "asks, and are collected. A private name, an inner address or an ARN in them tells "
	       "what is there and where, although the name itself does not resolve.",
	.fix = "Say it in a private zone, in the repository, or not at all. A proof of ownership "
	       "needs none of it.",
	.check_rrset = check,
};
