/*
 * shared.h -- what several rules about delegations ask.
 *
 * A delegation is an NS RRset below the apex of a public zone, at a zone cut (RFC 1034 section 4.2.1; RFC 2181
 * section 6). What stands below another cut of the same zone delegates nothing. NS in private hosted zones
 * are no delegations of the public name space.
 */
#ifndef ZW_RULES_DELEGATION_SHARED_H
#define ZW_RULES_DELEGATION_SHARED_H

#include "engine/rule.h"

/* ---- facts ------------------------------------------------------------------------------------- */

/* For each delegation of a public zone one fact: zone, owner (the cut), type NS, the first NS RRset. */
void collect_cuts(struct check *ck, const struct zone_index *zone);

/* For each name server that a public zone names, at its apex and at its cuts, one fact: zone, owner, target,
 * type NS, the RRset, and the place of the value. */
void collect_servers(struct check *ck, const struct zone_index *zone);

/* The facts of collect_cuts() by the wire octets of their owner names; of several zones the first. */
void map_cuts(const struct check *ck, struct map *cuts);

/* ---- name servers ------------------------------------------------------------------------------ */

/* A set of name servers, each once, in canonical order. */
struct server_set {
	const struct dname **items;
	size_t n;
	bool known;	/* false: some or all of them are not known yet */
	struct span at; /* where the set is stated */
};

/* The name servers that the NS RRsets at OWNER in ZONE name. */
struct server_set servers_at(struct check *ck, const struct zone_index *zone,
			     const struct dname *owner);

/* The name servers that serve ZONE: its delegation set where that is known, else those of its own apex NS;
 * not known where neither says it. */
struct server_set servers_of_zone(struct check *ck, const struct zone_index *zone);

/* "`ns-1.example.net`, `ns-2.example.net`": for messages. */
const char *show_servers(struct check *ck, const struct server_set *set);

/* The servers of A that are not in B. */
struct server_set servers_without(struct check *ck, const struct server_set *a,
				  const struct server_set *b);

/* ---- glue -------------------------------------------------------------------------------------- */

/* The names of all name servers that ZONE names, at its apex and at its cuts, by their wire octets. */
void map_servers(const struct check *ck, const struct zone_index *zone, struct map *servers);
/* Whether NAME is one of them. */
bool is_named(const struct map *servers, const struct dname *name);
/* Whether the leftmost label of NAME is a name server's by custom: `ns`, `ns1`, `dns2`. */
bool is_server_label(const struct dname *name);
/* Whether an address at NAME, at or below a cut, is glue: a server that is named, or one that was. */
bool is_glue(const struct map *servers, const struct dname *name);

/* ---- zones ------------------------------------------------------------------------------------- */

/* The first public zone of exactly that name; NULL: none. Those of one name stand side by side. */
const struct zone_index *zone_named(const struct check *ck, const struct dname *name);
/* The nearest public zone above ZONE; NULL: none. */
const struct zone_index *zone_above(const struct check *ck, const struct zone *zone);

/* The address RRset (A, else AAAA) at exactly NAME in ZONE, whether it is glue or not; NULL: none. */
const struct rrset *address_at(const struct zone_index *zone, const struct dname *name);

#endif
