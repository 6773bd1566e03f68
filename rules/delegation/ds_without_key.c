/*
 * ds_without_key.c -- a DS set of which no record matches a key of the zone that is delegated.
 *
 * One DS that matches is enough: others may stand for keys that come (RFC 6781 section 4.1.2). Where the keys
 * of the zone are not in the sources, as Route 53's never are, it is undecided.
 */
#include "delegation/shared.h"

#include "base/digest.h"

#include <string.h>

#include "base/banned.h"

static void collect_zone(struct check *ck, const struct zone_index *zone)
{
	if (zone->zone->view != VIEW_PUBLIC)
		return;
	for (size_t i = 0; i < zone->n; i++) {
		const struct name_node *node = &zone->nodes[i];
		const struct rrset *ds = node_is_cut(node) ? node_rrset(node, RR_DS) : NULL;

		if (ds != NULL)
			collect(ck, (struct fact){
					    .zone = zone->zone,
					    .owner = node->name,
					    .type = RR_DS,
					    .rrset = ds,
					    .at = ds->at,
				    });
	}
}

/* RFC 4034 appendix B. */
static unsigned key_tag(const struct rr *key)
{
	enum { RSAMD5 = 1 };
	uint32_t sum = 0;

	if (key->rdata[3] == RSAMD5)
		return key->len < 7 ? 0
				    : (unsigned)(key->rdata[key->len - 3] << 8 |
						 key->rdata[key->len - 2]);
	for (size_t i = 0; i < key->len; i++)
		sum += i % 2 == 0 ? (uint32_t)key->rdata[i] << 8 : key->rdata[i];
	return (sum + (sum >> 16)) & 0xffff;
}

/* The DS rdata that stand for the keys of a zone, and the key tag and algorithm that these begin with: so that
 * many DS beside many keys cost no more than both together. */
struct expected {
	struct map rdata, tags;
};

static void expect_key(struct check *ck, struct expected *expected, const struct dname *owner,
		       const struct rr *key)
{
	enum { HEAD = 4, ZONE_KEY = 0x01 }; /* RFC 4034 section 2.1.1: in the flags' first octet */
	static const struct {
		uint8_t type; /* IANA "Digest Algorithms" */
		enum digest digest;
	} digests[] = {{1, DIGEST_SHA1}, {2, DIGEST_SHA256}, {4, DIGEST_SHA384}};
	size_t len = (size_t)owner->len + key->len;
	char *data = arena_bytes(ck->arena, len);
	unsigned tag;

	if (key->len < HEAD || (key->rdata[0] & ZONE_KEY) == 0)
		return;
	/* RFC 4034 section 5.1.4 */
	memcpy(data, owner->wire, owner->len);
	memcpy(data + owner->len, key->rdata, key->len);
	tag = key_tag(key);
	for (size_t i = 0; i < COUNT_OF(digests); i++) {
		uint8_t *ds = arena_alloc(ck->arena, HEAD + DIGEST_OCTETS_MAX);
		size_t octets = digest_of(digests[i].digest, str_slice(data, len), ds + HEAD);

		ds[0] = (uint8_t)(tag >> 8);
		ds[1] = (uint8_t)tag;
		ds[2] = key->rdata[3];
		ds[3] = digests[i].type;
		(void)map_add(&expected->rdata, str_slice((char *)ds, HEAD + octets), ds);
		(void)map_add(&expected->tags, str_slice((char *)ds, 3), ds);
	}
}

static struct expected expect_zone(struct check *ck, const struct name_node *apex)
{
	struct expected expected;

	map_init(&expected.rdata, ck->arena);
	map_init(&expected.tags, ck->arena);
	for (size_t i = 0; i < apex->n; i++)
		for (size_t k = 0; apex->rrsets[i]->type == RR_DNSKEY && k < apex->rrsets[i]->n;
		     k++)
			expect_key(ck, &expected, apex->name, &apex->rrsets[i]->rrs[k]);
	return expected;
}

/* UNKNOWN for a digest that we cannot make, and for one at fault in itself, which ds-digest-length says. */
static enum tri matches(const struct expected *expected, const struct rr *rr)
{
	struct ds ds = ds_read(rr);
	struct str rdata = str_slice((const char *)rr->rdata, rr->len);
	const char *name;
	size_t octets = ds_digest_octets(ds.digest_type, &name);

	if (map_get(&expected->rdata, rdata) != NULL)
		return YES;
	if (octets != 0 && octets != ds.octets)
		return UNKNOWN;
	if (ds.digest_type == 1 || ds.digest_type == 2 || ds.digest_type == 4)
		return NO;
	return map_get(&expected->tags, str_slice(rdata.ptr, 3)) != NULL ? UNKNOWN : NO;
}

/* Whether a DS of CUT matches a key of the zone below. */
static enum tri cut_matches(struct check *ck, const struct name_node *cut,
			    const struct name_node *apex)
{
	struct expected expected = expect_zone(ck, apex);
	enum tri best = NO;

	for (size_t i = 0; i < cut->n; i++) {
		const struct rrset *set = cut->rrsets[i];

		if (set->type != RR_DS)
			continue;
		if (set->pending != NULL || set->partial)
			best = UNKNOWN;
		for (size_t k = 0; k < set->n; k++) {
			enum tri found = matches(&expected, &set->rrs[k]);

			if (found == YES)
				return YES;
			if (found == UNKNOWN)
				best = UNKNOWN;
		}
	}
	return best;
}

static const struct rrset *keys_of(const struct zone_index *zone, bool *ret_known)
{
	const struct rrset *first = NULL;
	const struct name_node *apex = &zone->nodes[0];

	*ret_known = true;
	for (size_t i = 0; i < apex->n; i++) {
		if (apex->rrsets[i]->type != RR_DNSKEY)
			continue;
		first = first == NULL ? apex->rrsets[i] : first;
		if (apex->rrsets[i]->pending != NULL || apex->rrsets[i]->partial)
			*ret_known = false;
	}
	return first;
}

static void report_unmatched(struct check *ck, const struct fact *fact, const struct rrset *keys)
{
	struct ds ds = ds_read(&fact->rrset->rrs[0]);
	unsigned tag = key_tag(&keys->rrs[0]);
	struct diag *d;

	if (ds.key_tag == tag)
		d = report(ck, fact->at,
			   "no DS of `%s` matches a key of the zone: the DS is of key %u as the "
			   "zone's, "
			   "and its algorithm or digest is not",
			   show(ck, fact->owner), ds.key_tag);
	else
		d = report(ck, fact->at,
			   "no DS of `%s` matches a key of the zone: the DS is of key %u, and the "
			   "zone "
			   "has key %u",
			   show(ck, fact->owner), ds.key_tag, tag);
	about(ck, d, fact->owner, fact->zone, NULL);
	related(ck, d, keys->at, "the keys of `%s` are here", show(ck, fact->owner));
	help(ck, d,
	     "write the DS of the key that signs the zone's keys, or remove the DS before the zone "
	     "is left unsigned");
}

static void decide_fact(struct check *ck, const struct fact *fact)
{
	size_t n;
	const struct zone_index *zones = public_zones(ck, fact->owner, &n);
	const struct rrset *keys = NULL;

	for (size_t i = 0; i < n; i++) {
		bool known;
		const struct rrset *found = keys_of(&zones[i], &known);

		if (found == NULL || !known || found->n == 0) {
			undecided(ck, fact->at,
				  "whether the DS of `%s` matches a key is not known: the sources "
				  "have no keys of that zone",
				  show(ck, fact->owner));
			return;
		}
		if (cut_matches(ck, cut_of_fact(ck, fact), &zones[i].nodes[0]) != NO)
			return;
		keys = found;
	}
	if (keys == NULL)
		return;
	if (fact->zone->view_assumed || zones[0].zone->view_assumed)
		undecided(
			ck, fact->at,
			"no DS of `%s` matches a key of it, and nothing says whether the two zones "
			"are public or private",
			show(ck, fact->owner));
	else
		report_unmatched(ck, fact, keys);
}

static void decide(struct check *ck)
{
	for (size_t i = 0; i < ck->facts->items.n; i++)
		decide_fact(ck, &ck->facts->items.items[i]);
}

const struct rule rule_ds_without_key = {
	.id = "ds-without-key",
	.family = "delegation",
	.severity = SEV_ERROR,
	.summary = "a DS that matches no key of the zone that is delegated",
	.source = "RFC 4035, sections 2.4 and 5.2; RFC 4034, section 5.2",
	.url = "https://www.rfc-editor.org/rfc/rfc4035#section-5.2",
	.since = "0.1.0",
	.why = "A validating resolver that finds a DS and no key that it stands for treats every "
	       "answer of the zone as forged: for its users the domain is gone, and no public "
	       "authority issues a certificate for it.",
	.fix = "Write the DS that belongs to the zone's key signing key. When a key is rolled, add "
	       "the new DS first and remove the old one last; before signing is turned off, remove "
	       "the DS and wait for its TTL.",
	.collect_zone = collect_zone,
	.decide = decide,
};
