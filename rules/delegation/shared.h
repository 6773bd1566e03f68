/*
 * shared.h -- delegations: zone cuts and the name servers that they name, the zones above and below them,
 * and what stands in a zone below its cuts.
 *
 * All of it is about public DNS: a private hosted zone is bound to its VPCs, and nobody is referred to it.
 */
#ifndef ZW_RULES_DELEGATION_SHARED_H
#define ZW_RULES_DELEGATION_SHARED_H

#include "engine/rule.h"

/* ---- name servers ------------------------------------------------------------------------------ */

struct server {
	const struct dname *name;
	const struct rrset *rrset;
	struct span at; /* the value */
};

/* The name servers that one owner has in one zone: canonical order, each once. */
struct servers {
	struct server *items;
	size_t n;
	const struct rrset *rrset; /* the first of the NS RRsets */
	bool known;		   /* false: there are others, which are not known yet */
};

/* All NS records of NODE, in however many pieces the sources write them. False, and nothing written, where
 * it has none. */
bool servers_at(const struct check *ck, const struct name_node *node, struct servers *ret_servers);

/* One of SERVERS is a placeholder of private hosted zones: route53_is_placeholder(). */
bool has_placeholder(const struct servers *servers);

/* Names in canonical order, each once. */
struct names {
	const struct dname **items;
	size_t n;
};

struct names names_of_servers(const struct check *ck, const struct servers *servers);
/* The delegation set that ZONE is said to have; none: not known. */
struct names names_of_delegation_set(const struct check *ck, const struct zone *zone);
/* Those of A that are not in B. */
struct names names_without(const struct check *ck, const struct names *a, const struct names *b);
/* "`ns1.example.net`, `ns2.example.net` and 3 others", for messages. */
const char *show_names(struct check *ck, const struct names *names);

/* ---- zones and cuts ---------------------------------------------------------------------------- */

/* NODE is where its zone ends and another is delegated. */
bool node_is_cut(const struct name_node *node);

/* Hands each zone cut of ZONE, where it is public, to decide() as a fact: its zone, its owner and its first
 * NS RRset. */
void collect_cuts(struct check *ck, const struct zone_index *zone);
/* The node of such a fact. */
const struct name_node *cut_of_fact(const struct check *ck, const struct fact *fact);

/* The public zones of exactly NAME: Route 53 lets several have one name. They stand side by side, *ret_n of
 * them from the one given; NULL and 0: there is none. */
const struct zone_index *public_zones(const struct check *ck, const struct dname *name,
				      size_t *ret_n);

enum delegation {
	DELEGATION_TOP,	      /* no zone of the estate is above it */
	DELEGATION_HERE,      /* the zone above has NS records for it */
	DELEGATION_ELSEWHERE, /* the zone above delegates a name between the two */
	DELEGATION_NONE,      /* the zone above has no NS records for it */
	DELEGATION_UNKNOWN,   /* … and is managed in part, so that there may be some */
};

/* How the public zone NAME is delegated. ret_parent (NULL for DELEGATION_TOP) is the nearest public zone
 * above it, ret_cut the zone cut at or above NAME, or NULL. */
enum delegation delegation_of(const struct check *ck, const struct dname *name,
			      const struct zone_index **ret_parent,
			      const struct name_node **ret_cut);

/* ---- hosts ------------------------------------------------------------------------------------- */

enum host {
	HOST_OUTSIDE, /* no zone of the estate says: it is in none, or below a delegation that leads out */
	HOST_PRESENT, /* it has an address, or one that is not known yet */
	HOST_ALIAS,   /* it is a CNAME, or below a DNAME */
	HOST_ABSENT,  /* the zone that it lies in has no address for it */
	HOST_UNKNOWN, /* … and is managed in part, or not known to be public */
};

/* What the deepest public zone that NAME lies in says of its addresses. ret_zone (NULL: none) is that zone,
 * ret_alias the CNAME or DNAME of HOST_ALIAS. */
enum host host_find(const struct check *ck, const struct dname *name, const struct zone **ret_zone,
		    const struct rrset **ret_alias);

/* The node of NAME in ZONE has an A or AAAA RRset. */
bool has_address(const struct zone_index *zone, const struct dname *name);

/*
 * Hands each name server that a public zone names, at its apex and at its cuts, to decide() as a fact: the
 * zone, the owner of the NS record, and the server as the target.
 */
void collect_servers(struct check *ck, const struct zone_index *zone);

/* The facts of collect_servers() that name one server. */
struct server_uses {
	const struct fact *first;
	const struct fact *others[4]; /* the next ones; NULL: there are fewer */
	size_t n;		      /* of the first and all others */
};

struct server_list {
	VEC(struct server_uses *) items;
};

/* Groups the facts by server, in the order of the first: one fault of a server is one finding, however many
 * zones name it. Facts for which COUNTS (NULL: all do) says no are left out. */
struct server_list group_servers(struct check *ck,
				 bool (*counts)(const struct check *ck, const struct fact *fact));
/* Related places for the other records that name the server. */
void related_servers(struct check *ck, struct diag *diag, const struct server_uses *uses);

/* ---- what stands at and below cuts ------------------------------------------------------------- */

enum below_cut {
	BELOW_ALLOWED,	  /* NS and DS at the cut, NSEC and RRSIG */
	BELOW_GLUE,	  /* the address of a name server */
	BELOW_EXTRA_GLUE, /* an address that looks like glue, and no NS record asks for it */
	BELOW_OCCLUDED,	  /* nobody is answered with it */
};

/* Calls FN for each node of ZONE, where it is public, at and below its cuts; SERVERS
 * are the names that the NS of its cuts name, by wire form. */
void each_below_cut(struct check *ck, const struct zone_index *zone,
		    void (*fn)(struct check *ck, const struct zone_index *zone,
			       const struct map *servers, const struct name_node *node));

/* What RRSET is, which stands at NODE, at or below a cut of ZONE. SERVERS is what each_below_cut() gives. */
enum below_cut classify_below_cut(struct check *ck, const struct map *servers,
				  const struct name_node *node, const struct rrset *rrset);

/* ---- DS ---------------------------------------------------------------------------------------- */

/* DS rdata: key tag, algorithm, digest type, digest (RFC 4034 section 5.1). */
struct ds {
	unsigned key_tag, algorithm, digest_type;
	const uint8_t *digest;
	size_t octets; /* of the digest */
};

struct ds ds_read(const struct rr *rr);

/* Octets that a digest of TYPE has (IANA "Digest Algorithms"), and its name; 0 for a type that is not
 * known. */
size_t ds_digest_octets(unsigned type, const char **ret_name);

/* ---- facts of several views ------------------------------------------------------------------- */

/* Whether no fact of the same RRset has been seen: KNOWN takes FACT, which outlives it. A private zone is
 * followed in each VPC, and what is found in two of them is one finding. */
bool is_new_rrset(struct map *known, const struct fact *fact);

/* "A, B and C": texts joined for a message. */
const char *show_list(struct check *ck, const char *const *items, size_t n);

#endif
